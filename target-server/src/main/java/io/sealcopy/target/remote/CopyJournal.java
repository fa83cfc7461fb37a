package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.journal.RecordRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A copy's receive journal, as its thread appends to it. */
final class CopyJournal implements AutoCloseable {
  private final RecordRing ring;

  CopyJournal(RecordRing ring) {
    this.ring = ring;
  }

  long nextSequence() {
    return ring.nextSequence();
  }

  /**
   * Appends a record; it reaches the file with {@link #write}.
   *
   * @param header its checksum of the body is filled in here
   * @param data null: none
   * @return the position after it, or -1 when there is no room
   */
  long append(RecordHeader header, @Nullable BlockBuffer data) throws IOException {
    ByteBuffer room = ring.claim(header.recordLength());
    if (room == null) {
      return -1;
    }
    int start = room.position();
    if (data == null) {
      header.withBodyChecksumOf(PendingRecord.NO_DATA).encode(room, start);
    } else {
      header.withSeal(data.bodyChecksum(header.blockLength()), 0, 0).encode(room, start);
      room.put(start + RecordHeader.LENGTH, data.bytes(), 0, data.length());
    }
    ring.commit();
    return ring.head();
  }

  void write() throws IOException {
    ring.write();
  }

  /** From the sync thread: everything written before is durable; gives the last sequence of it. */
  long sync() throws IOException {
    return ring.sync();
  }

  /**
   * From a thread of its own: gives up all records up to {@code sequence}.
   *
   * @param end the position after the last of them; 0 when only the file knows it
   */
  void releaseUpTo(long sequence, long end) throws IOException {
    if (end > 0) {
      ring.release(end);
    } else {
      ring.releaseBefore(sequence + 1);
    }
  }

  /** How much of the space is taken, 0 to 1. */
  double fill() {
    return ring.used() / (double) ring.capacity();
  }

  @Override
  public void close() throws IOException {
    ring.close();
  }
}
