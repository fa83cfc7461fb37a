package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.journal.RecordRing;
import java.io.IOException;
import java.nio.ByteBuffer;

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
   * @return false when there is no room
   */
  boolean append(RecordHeader header, ByteBuffer data) throws IOException {
    ByteBuffer room = ring.claim(header.recordLength());
    if (room == null) {
      return false;
    }
    int start = room.position();
    header.withBodyChecksumOf(data).encode(room, start);
    room.put(start + RecordHeader.LENGTH, data, data.position(), data.remaining());
    ring.commit();
    return true;
  }

  void write() throws IOException {
    ring.write();
  }

  /** From the sync thread: everything written before is durable; gives the last sequence of it. */
  long sync() throws IOException {
    return ring.sync();
  }

  /** From the sync thread: gives up all records up to {@code sequence}. */
  void releaseUpTo(long sequence) throws IOException {
    ring.releaseBefore(sequence + 1);
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
