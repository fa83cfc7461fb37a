package io.sealcopy.target.remote;

import io.sealcopy.protocol.BlockChecksums;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks and table of one copy after every record applied so far. One record changes both; after a
 * crash the records since the table's checkpoint are applied again, with the same result.
 */
final class CopyImage {
  /** Table pages that one hand-out may change, and one answer may look at. */
  static final int PAGE_LIMIT = 2048;

  private final CopyBlocks blocks;
  private final EncryptionTable table;
  private final int[] checksums = new int[RecordHeader.MAX_DATA / 512];
  private @Nullable RangeWatch watch;

  CopyImage(CopyBlocks blocks, EncryptionTable table) {
    this.blocks = blocks;
    this.table = table;
  }

  /** Has every change of blocks or entries told to {@code told}, before it is made. */
  void watch(@Nullable RangeWatch told) {
    watch = told;
  }

  EncryptionTable table() {
    return table;
  }

  CopyBlocks blocks() {
    return blocks;
  }

  /** Whether the record's table pages surely fit into the next checkpoint. */
  boolean hasRoomFor(RecordHeader header) {
    return header.kind() == RecordKind.HANDED_OUT
        ? table.hasRoomForPages(Math.min(PAGE_LIMIT, table.shape().areaCapacity() / 2))
        : table.hasRoomFor(header.lba(), header.blocks());
  }

  /**
   * Puts the bytes of several of the next records in place, one behind the other on the volume,
   * before they are applied one by one: see {@link CopyBlocks#writeRun}.
   */
  boolean placeRun(long lba, ByteBuffer[] sources, int count) {
    if (watch != null) {
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        bytes += sources[i].remaining();
      }
      watch.changed(lba, bytes / table.shape().blockLength());
    }
    return blocks.writeRun(lba, sources, count);
  }

  /**
   * Applies the copy's next record, whose bytes are not in place.
   *
   * @param known CRC32C of each block; null: not known yet
   * @return null, or why the blocks could not be written; then nothing has happened and the same
   *     record can be tried again
   * @throws IOException when the table can not be trusted any more
   */
  @Nullable VolumeFailure apply(RecordHeader header, ByteBuffer data, int @Nullable [] known)
      throws IOException {
    tell(header);
    VolumeFailure failure =
        switch (header.kind()) {
          case DATA -> blocks.write(header.lba(), data.duplicate());
          case ZERO, UNMAP -> blocks.clear(header.lba(), header.blocks());
          case KEY, START, MARK, HANDED_OUT -> null;
        };
    if (failure == null) {
      applyPlaced(header, data, known);
    }
    return failure;
  }

  /** Applies the copy's next record, whose bytes are in place. */
  void applyPlaced(RecordHeader header, ByteBuffer data, int @Nullable [] known)
      throws IOException {
    tell(header);
    switch (header.kind()) {
      case DATA -> register(header, data, known);
      case HANDED_OUT -> table.handOut(header.lba(), header.blocks());
      case ZERO, UNMAP -> table.clear(header.lba(), header.blocks());
      case KEY, START, MARK ->
          throw new IOException("the receive journal holds a record of kind " + header.kind());
    }
  }

  private void tell(RecordHeader header) {
    if (watch != null) {
      watch.changed(header.lba(), header.blocks());
    }
  }

  private void register(RecordHeader header, ByteBuffer data, int @Nullable [] known)
      throws IOException {
    if (header.suite() == SealSuite.NONE) {
      table.clear(header.lba(), header.blocks());
      return;
    }
    int[] sums = known == null ? checksums : known;
    if (known == null) {
      BlockChecksums.of(header.blockLength()).sum(data.slice(), sums);
    }
    table.setEpoch(header.epoch());
    table.setCiphertext(
        header.lba(), header.blocks(), header.generation(), header.sequence(), sums);
  }
}
