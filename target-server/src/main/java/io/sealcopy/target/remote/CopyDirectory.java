package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.journal.RingOpening;
import io.sealcopy.storage.journal.RingReader;
import io.sealcopy.storage.table.Checkpoint;
import io.sealcopy.storage.table.EncryptionTable;
import io.sealcopy.storage.table.TableDamagedException;
import io.sealcopy.storage.table.TableShape;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one copy: {@code copy} (what it is bound to; written last when it is bound, so that
 * a half bound copy is unbound), {@code journal}, {@code table} and {@code keys/}.
 */
public final class CopyDirectory {
  private static final String STATE = "copy";
  private static final String JOURNAL = "journal";
  private static final String TABLE = "table";
  private static final String KEYS = "keys";

  /** A small volume's table needs less; some room is for ranges that begin on other pages. */
  private static final int SPARE_PAGES = 32;

  private final String name;
  private final StorageDirectory directory;
  private final CopyBlocks blocks;
  private final VolumeGeometry geometry;
  private final long journalBytes;
  private final LongSupplier ringIds;

  /**
   * @param name of the copy, for messages
   * @param journalBytes of a receive journal made here
   * @param ringIds random numbers, one for each journal made
   */
  public CopyDirectory(
      String name,
      StorageDirectory directory,
      CopyBlocks blocks,
      VolumeGeometry geometry,
      long journalBytes,
      LongSupplier ringIds) {
    this.name = name;
    this.directory = directory;
    this.blocks = blocks;
    this.geometry = geometry;
    this.journalBytes = journalBytes;
    this.ringIds = ringIds;
  }

  String name() {
    return name;
  }

  int blockLength() {
    return geometry.blockLength();
  }

  long blockCount() {
    return geometry.blockCount();
  }

  CopyBlocks blocks() {
    return blocks;
  }

  void save(CopyState state) throws IOException {
    directory.replace(STATE, state.encode());
  }

  /** Binds: empty table, empty journal, then the state that makes them valid. */
  CopyParts create(CopyState state) throws IOException {
    TableShape whole =
        new TableShape(
            geometry.blockCount(),
            geometry.blockLength(),
            state.binding().volumeId(),
            TableShape.DEFAULT_CAPACITY);
    TableShape shape =
        new TableShape(
            whole.blockCount(), whole.blockLength(), whole.volumeId(), capacityFor(whole));
    EncryptionTable.create(directory.open(TABLE), shape, state.epoch(), 0);
    RecordRing ring =
        RecordRing.create(directory.openDirect(JOURNAL), journalBytes, 1, ringIds.getAsLong());
    StorageDirectory keys = directory.directory(KEYS);
    for (String old : keys.list()) {
      keys.delete(old);
    }
    save(state);
    EncryptionTable table =
        EncryptionTable.open(directory.open(TABLE), EncryptionTable.DEFAULT_CACHE);
    return new CopyParts(
        state, KeyShelf.load(keys), new CopyImage(blocks, table), new CopyJournal(ring));
  }

  private static int capacityFor(TableShape whole) {
    return Math.min(TableShape.DEFAULT_CAPACITY, whole.contentPages() + SPARE_PAGES);
  }

  /** Where a take-over of this copy keeps what it must remember. */
  TakeOver takeOver() {
    return new TakeOver(directory, geometry, ringIds);
  }

  /** Makes the copy a plain volume again; its blocks stay as they are. Nobody may have it open. */
  public static void release(StorageDirectory directory) throws IOException {
    directory.delete(STATE);
    TakeOver.forget(directory);
    directory.delete(JOURNAL);
    directory.delete(TABLE);
    StorageDirectory keys = directory.directory(KEYS);
    for (String key : keys.list()) {
      keys.delete(key);
    }
  }

  /** Opens the copy: repairs the table, applies again what is later in the journal. */
  public CopyOpening open() {
    CopyState state = null;
    TableAnswers answers = null;
    try {
      if (!directory.exists(STATE)) {
        return new CopyOpening(null, null, null, Optional.empty(), 0);
      }
      state = CopyState.decode(directory.readAll(STATE));
      KeyShelf keys = KeyShelf.load(directory.directory(KEYS));
      EncryptionTable table =
          EncryptionTable.open(directory.open(TABLE), EncryptionTable.DEFAULT_CACHE);
      answers = new TableAnswers(table, keys, state.binding().volumeId());
      return withTable(state, keys, table, answers);
    } catch (TableDamagedException e) {
      return faulty(state, answers, FaultCode.DAMAGED_TABLE, e.getMessage());
    } catch (IOException e) {
      return faulty(state, answers, FaultCode.DAMAGED_STATE, e.getMessage());
    }
  }

  private CopyOpening withTable(
      CopyState state, KeyShelf keys, EncryptionTable table, TableAnswers answers)
      throws IOException {
    TableShape shape = table.shape();
    if (shape.blockCount() != geometry.blockCount()
        || shape.blockLength() != geometry.blockLength()) {
      return faulty(
          state,
          null,
          FaultCode.DAMAGED_STATE,
          "the table is for %d blocks of %d bytes, the volume has %d of %d"
              .formatted(
                  shape.blockCount(),
                  shape.blockLength(),
                  geometry.blockCount(),
                  geometry.blockLength()));
    }
    CopyImage image = new CopyImage(blocks, table);
    return switch (RecordRing.open(directory.openDirect(JOURNAL))) {
      case RingOpening.NoRing(String what) ->
          faulty(state, answers, FaultCode.DAMAGED_JOURNAL, what);
      case RingOpening.Damaged damaged -> {
        Replay replay = replay(damaged.prefix(), image, damaged.sequence() - 1);
        yield faulty(
            state, answers, FaultCode.DAMAGED_JOURNAL, damaged.what() + replay.failureText());
      }
      case RingOpening.Opened(RecordRing ring, long _, String _) -> {
        Replay replay = replay(ring.reader(ring.tail()), image, Long.MAX_VALUE);
        if (replay.failure() != null || ring.nextSequence() - 1 < image.sequence()) {
          yield faulty(
              state,
              answers,
              FaultCode.STORAGE_FAILED,
              "the receive journal could not be applied" + replay.failureText());
        }
        CopyParts parts = new CopyParts(state, keys, image, new CopyJournal(ring));
        yield new CopyOpening(parts, state, answers, Optional.empty(), replay.records());
      }
    };
  }

  private record Replay(int records, @Nullable String failure) {
    String failureText() {
      return failure == null ? "" : ": " + failure;
    }
  }

  /** Applies every record after the table's checkpoint, up to {@code last}. */
  private Replay replay(RingReader reader, CopyImage image, long last) throws IOException {
    int records = 0;
    RingReader.Step step = reader.next();
    while (step == RingReader.Step.RECORD && reader.header().sequence() <= last) {
      RecordHeader header = reader.header();
      if (header.sequence() > image.sequence()) {
        if (header.sequence() != image.sequence() + 1) {
          return new Replay(records, "record " + (image.sequence() + 1) + " is missing");
        }
        if (!image.hasRoomFor(header)) {
          checkpoint(image);
        }
        ByteBuffer record = reader.record();
        VolumeFailure failure =
            image.apply(header, record.slice(RecordHeader.LENGTH, header.dataLength()), null);
        if (failure != null) {
          return new Replay(records, failure.message());
        }
        records++;
      }
      step = reader.next();
    }
    return step == RingReader.Step.DAMAGED && last == Long.MAX_VALUE
        ? new Replay(records, reader.damage())
        : new Replay(records, null);
  }

  private void checkpoint(CopyImage image) throws IOException {
    VolumeFailure failure = blocks.sync();
    if (failure != null) {
      throw new IOException(failure.message());
    }
    Checkpoint checkpoint = image.table().beginCheckpoint(image.sequence(), image.arrival());
    checkpoint.write();
    image.table().finish(checkpoint);
  }

  private static CopyOpening faulty(
      @Nullable CopyState state,
      @Nullable TableAnswers answers,
      FaultCode code,
      @Nullable String text) {
    Fault fault = new Fault(code, text == null ? code.toString() : text);
    return new CopyOpening(null, state, answers, Optional.of(fault), 0);
  }
}
