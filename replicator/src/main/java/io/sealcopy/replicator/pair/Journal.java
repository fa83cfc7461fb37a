package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The group's ordered sealed records that are not yet proven at the remote, as the core uses them.
 *
 * <p>Everything is called on the group thread, except {@link #sync} and {@link #release}, which one
 * other thread calls at the same time. What was appended is in memory; what was staged can be read
 * once a sync that began later has returned, and survives a crash of the machine then. Until then
 * not even the process may die: the marks of the activity log stand for it.
 */
public interface Journal {
  /** The most bytes of data in one record. */
  int MAX_DATA = 256 * 1024;

  /**
   * Records from some sequence on.
   *
   * @param position where the first of them stands or will stand
   * @param bytes of their data
   */
  record Pending(long position, long bytes) {}

  /** What is kept from {@code sequence} on; asked once, before anything is appended. */
  default Pending pending(long sequence) throws IOException {
    long position = firstPosition();
    JournalEntry entry = read(position);
    while (entry != null && entry.sequence() < sequence) {
      position = entry.next();
      entry = read(position);
    }
    long bytes = 0;
    for (; entry != null; entry = read(entry.next())) {
      bytes += entry.dataLength();
    }
    return new Pending(position, bytes);
  }

  /** The lowest sequence kept; the next one when none is kept. */
  long firstSequence();

  /** The sequence that the next record gets. */
  long nextSequence();

  /** Where the first kept record stands. */
  long firstPosition();

  /** Where the next record will stand. */
  long endPosition();

  /** Bytes of records and headers that fit at most. */
  long capacity();

  /** Whether this many records with this many bytes of data in all fit now, in any order. */
  boolean fits(int records, long dataBytes);

  /**
   * Appends a record.
   *
   * @param member index of the volume that it is a change of
   * @param data of DATA what remains in it, 1 to {@link #MAX_DATA} bytes, else nothing; copied
   * @param depends every lower sequence may have been acknowledged before this change arrived
   * @param sealedAt milliseconds since 1970 UTC
   * @return its sequence
   */
  long append(
      RecordKind kind,
      boolean depends,
      int member,
      long lba,
      int blocks,
      ByteBuffer data,
      long sealedAt)
      throws IOException;

  /** Fills {@code into}, which has as much room, with the header of the record appended last. */
  void lastHeader(ByteBuffer into);

  /** Has everything appended written by the next sync. */
  void stage();

  /** Whether a batch may be appended now; else not before the sync under way, or due, has ended. */
  boolean roomy();

  /** The written record at {@code position}, or null at the end. */
  @Nullable JournalEntry read(long position) throws IOException;

  /** Fills {@code into}, which has exactly the entry's data length remaining, with its data. */
  void readData(JournalEntry entry, ByteBuffer into) throws IOException;

  /** Bytes of the whole record, header included. */
  int recordLength(JournalEntry entry) throws IOException;

  /** Fills {@code into}, which has exactly as much room, with the whole record as it stands. */
  void readRecord(JournalEntry entry, ByteBuffer into) throws IOException;

  /** Writes everything staged before the call, and makes it durable. */
  void sync() throws IOException;

  /** Gives up the space of all records before {@code position}, durably, before it is reused. */
  void release(long position) throws IOException;

  /**
   * Forgets all records. Nothing may be in use.
   *
   * @param sequence of the next record; at least {@link #nextSequence}
   */
  void reset(long sequence) throws IOException;
}
