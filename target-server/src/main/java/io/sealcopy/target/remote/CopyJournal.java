package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.journal.RecordRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's receive journal. The group's thread adds records; one job at a time appends those of a
 * batch to the file and makes them durable, on any thread, while the next batch is collected.
 */
final class CopyJournal implements AutoCloseable {
  private final RecordRing ring;

  // Of the group's thread.
  private List<PendingRecord> batch = new ArrayList<>();
  private long batchBytes;
  private long end;

  CopyJournal(RecordRing ring) {
    this.ring = ring;
    this.end = ring.head();
  }

  /** The number that the next record would have, when nothing was added yet. */
  long next() {
    return ring.nextSequence();
  }

  /**
   * The position that the journal will have after a record added now, or -1 when there is no room.
   */
  long endAfter(RecordHeader header) {
    return ring.endOf(end, header.recordLength());
  }

  /** The next record of the journal; there is room for it. */
  void add(PendingRecord record) {
    batch.add(record);
    batchBytes += record.header.recordLength();
    end = record.journalEnd;
  }

  /** Bytes of the records in {@link #takeBatch}. */
  long batchBytes() {
    return batchBytes;
  }

  /** What was added since the last call. */
  List<PendingRecord> takeBatch() {
    List<PendingRecord> taken = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    return taken;
  }

  /** From a job: puts a batch, the next one, into the file and makes it durable. */
  CopyEvent.Synced flush(List<PendingRecord> records) throws IOException {
    for (PendingRecord record : records) {
      append(record);
    }
    ring.write();
    return new CopyEvent.Synced(ring.sync());
  }

  private void append(PendingRecord record) throws IOException {
    RecordHeader header = record.header;
    ByteBuffer room = ring.claim(header.recordLength());
    if (room == null) {
      throw new IllegalStateException("the room for record " + record.order + " is gone");
    }
    int start = room.position();
    BlockBuffer data = record.data();
    if (data != null && data.isRecord()) { // Sealed once, and only moved.
      room.put(start, data.head(), 0, RecordHeader.LENGTH);
      room.put(start + RecordHeader.LENGTH, data.bytes(), 0, data.length());
    } else if (data == null) {
      header.withBodyChecksumOf(PendingRecord.NO_DATA).encode(room, start);
    } else {
      header.withSeal(data.bodyChecksum(header.blockLength()), 0, 0).encode(room, start);
      room.put(start + RecordHeader.LENGTH, data.bytes(), 0, data.length());
    }
    ring.commit();
  }

  /**
   * From a thread of its own: gives up all records up to number {@code last}.
   *
   * @param end the position after the last of them; 0 when only the file knows it
   */
  void releaseUpTo(long last, long end) throws IOException {
    if (end > 0) {
      ring.release(end);
    } else {
      ring.releaseBefore(last + 1);
    }
  }

  /** How much of the space is taken, 0 to 1. */
  double fill() {
    return (end - ring.tail()) / (double) ring.capacity();
  }

  @Override
  public void close() throws IOException {
    ring.close();
  }
}
