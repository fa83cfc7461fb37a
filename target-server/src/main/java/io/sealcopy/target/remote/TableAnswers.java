package io.sealcopy.target.remote;

import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.TableAnswerWriter;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.storage.table.BlockState;
import io.sealcopy.storage.table.EncryptionTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Makes the answers to the commands that read table and key records. */
final class TableAnswers {
  /** One answer speaks of no wider range, so that one record can hand it out. */
  private static final long MAX_SPAN = 1L << 30;

  /**
   * What an answer says.
   *
   * @param start the first block named
   * @param end the block after the last one named; equal to start when none is
   * @param ciphertext whether any of them is ciphertext that was not handed out before
   */
  record Answer(ByteBuffer bytes, long start, long end, boolean ciphertext) {}

  private final EncryptionTable table;
  private final KeyShelf keys;
  private final UUID volumeId;

  TableAnswers(EncryptionTable table, KeyShelf keys, UUID volumeId) {
    this.table = table;
    this.keys = keys;
    this.volumeId = volumeId;
  }

  Answer table(CopyEvent.ReadTable command) throws IOException {
    TableAnswerWriter writer =
        new TableAnswerWriter(volumeId, command.clear(), command.allocationLength());
    Collector collector = new Collector(writer, command.lun());
    long next = table.visitRuns(command.first(), CopyImage.PAGE_LIMIT, collector::run);
    return new Answer(
        writer.finish(next >= 0, next), collector.start, collector.end, collector.ciphertext);
  }

  ByteBuffer keys(long first, long allocationLength) {
    TableAnswerWriter writer = new TableAnswerWriter(volumeId, false, allocationLength);
    for (StoredKey key : keys.from(first)) {
      if (!writer.addKeyRecord(key.bytes())) {
        return writer.finish(true, key.description().generation());
      }
    }
    return writer.finish(false, 0);
  }

  private final class Collector {
    private final TableAnswerWriter writer;
    private final int lun;
    private long start;
    private long end;
    private boolean ciphertext;

    Collector(TableAnswerWriter writer, int lun) {
      this.writer = writer;
      this.lun = lun;
    }

    boolean run(long lba, long blocks, BlockState state, int generation, long highest) {
      boolean first = start == end;
      if (!first && lba + blocks - start > MAX_SPAN) {
        return false;
      }
      Optional<StoredKey> key = keys.ofGeneration(generation);
      Optional<KeyDescription> description = key.map(StoredKey::description);
      TableEntry entry =
          new TableEntry(
              lun,
              lba,
              blocks,
              generation,
              description.map(KeyDescription::keyId).orElse(RecordHeader.NO_KEY),
              description.map(KeyDescription::pairEpoch).orElse(0L),
              highest,
              state == BlockState.CIPHERTEXT
                  ? TableEntry.State.CIPHERTEXT
                  : TableEntry.State.HANDED_OUT);
      if (!writer.add(entry, key.map(StoredKey::bytes))) {
        return false;
      }
      start = first ? lba : start;
      end = lba + blocks;
      ciphertext |= state == BlockState.CIPHERTEXT;
      return true;
    }
  }
}
