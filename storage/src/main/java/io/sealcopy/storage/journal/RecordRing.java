package io.sealcopy.storage.journal;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingPoint;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A journal: sealed records in order in one preallocated file ({@code protocol/spec/ring.md}).
 *
 * <p>One thread appends: {@link #claim}, fill, {@link #commit}, and {@link #write} once a batch.
 * Another may {@link #sync} and {@link #release} at the same time, and readers may read what was
 * written. A record survives a crash of the machine once a sync that began after its write has
 * returned. After an IOException of write, sync or release the ring refuses to go on: what is on
 * the disk is uncertain then, and opening it anew finds out.
 */
public final class RecordRing implements AutoCloseable {
  /** Smallest capacity, bytes. */
  public static final long MIN_CAPACITY = 1 << 20;

  private static final int PAGE = RingSuperblock.BLOCK;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private final RingFile ring;
  private final RingMarks marks;
  private final int opening;
  private final RingStaging staging = new RingStaging();

  // Of the appender's thread.
  private long stagingStart;
  private long head;
  private long nextSequence;
  private int lapWaste;
  private int claimed;
  private int inside;

  /**
   * Takes over after recovery; {@code state}, and all before {@code end}, has been made durable.
   */
  RecordRing(RingFile ring, RingSuperblock state, RingPoint end) throws IOException {
    this.ring = ring;
    this.marks = new RingMarks(ring, state, end);
    this.opening = state.opening();
    this.nextSequence = end.sequence();
    this.lapWaste = end.waste();
    this.head = end.position();
    this.stagingStart = roundDown(head);
    int begun = (int) (head - stagingStart);
    ring.read(staging.own().limit(begun), stagingStart);
    staging.filled(begun);
  }

  /**
   * Makes an empty ring, whatever stood in the file; the space is reserved and all of it durable
   * when the method returns.
   *
   * @param capacity bytes, rounded up to whole pages, at least {@link #MIN_CAPACITY}
   * @param firstSequence what the first record must have
   * @param ringId random, so that records of an earlier ring in the same file are none of this one
   */
  public static RecordRing create(StorageFile file, long capacity, long firstSequence, long ringId)
      throws IOException {
    if (capacity < MIN_CAPACITY || firstSequence < 1) {
      throw new IllegalArgumentException(
          "ring of %d bytes from sequence %d".formatted(capacity, firstSequence));
    }
    long rounded = Math.ceilDiv(capacity, (long) PAGE) * PAGE;
    RingSpace.take(file, rounded);
    RingFile ring = new RingFile(file, ringId, rounded);
    RingPoint start = new RingPoint(0, firstSequence, 0);
    long last = firstSequence - 1;
    // Both, so that neither is one of the ring before.
    ring.writeSuperblock(
        new RingSuperblock(ringId, rounded, 2, 0, firstSequence, last, 1, false, start));
    RingSuperblock second =
        new RingSuperblock(ringId, rounded, 3, 0, firstSequence, last, 1, false, start);
    ring.writeSuperblock(second);
    file.sync();
    return new RecordRing(ring, second, start);
  }

  /** Opens a ring, finds out what a crash left of it, and checks every record that is kept. */
  public static RingOpening open(StorageFile file) throws IOException {
    return RingRecovery.open(file, true);
  }

  /**
   * As {@link #open}, but reads only from the last checkpoint on. What stands before it was durable
   * once; whoever reads it finds out whether it still is.
   */
  public static RingOpening openAtCheckpoint(StorageFile file) throws IOException {
    return RingRecovery.open(file, false);
  }

  /**
   * Room for the next record: the bytes from position to limit of the ring's own buffer, to be
   * filled with a whole record before {@link #commit}; or null when the ring is full. An earlier
   * claim that was not committed is dropped.
   *
   * @param length bytes of the record, header included
   */
  public @Nullable ByteBuffer claim(int length) throws IOException {
    return claim(length, length);
  }

  /**
   * As {@link #claim(int)}, with room for the first {@code most} bytes of the record only; {@link
   * #commit(ByteBuffer)} gets the others.
   */
  public @Nullable ByteBuffer claim(int length, int most) throws IOException {
    marks.requireSound();
    if (most < RecordHeader.LENGTH || length > RecordHeader.MAX_RECORD || most > length) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    if (endOf(head, length) < 0) {
      return null;
    }
    if (marks.isOutOfReach(head)) {
      write();
      marks.checkpoint();
    }
    int span = RingFrame.span(length);
    long rest = ring.restOfLap(head);
    if (rest < span) {
      finishLap(rest);
    } else if (!staging.takes(span - length + most) || (head > stagingStart && lapBegins(head))) {
      // One write stays within its lap: when a record ended the last one exactly, it goes first.
      write();
    }
    claimed = length;
    inside = most;
    int at = staging.fill() + RingFrame.LENGTH;
    return staging.own().limit(at + most).position(at);
  }

  /**
   * Where the head will stand after a record that is claimed when it stands at {@code position}, or
   * -1 when there is no room for it now. From any thread.
   *
   * @param length bytes of the record, header included
   */
  public long endOf(long position, int length) {
    long end = ring.endOf(position, RingFrame.span(length));
    return roundUp(end) > roundDown(marks.tail()) + ring.capacity() ? -1 : end;
  }

  /**
   * Appends the record that was filled into the claimed room. It reaches the file with {@link
   * #write}.
   *
   * @return its position
   * @throws IllegalStateException when its sequence is not the next one
   */
  public long commit() {
    return commit(NOTHING);
  }

  /**
   * As {@link #commit()}, with the rest of the record from where it lies: what remains in {@code
   * rest}, which must not change until {@link #write} has returned.
   */
  public long commit(ByteBuffer rest) {
    if (claimed == 0 || rest.remaining() != claimed - inside) {
      throw new IllegalStateException("not what was claimed in " + ring.file().name());
    }
    ByteBuffer own = staging.own();
    int at = staging.fill();
    long sequence = own.getLong(at + RingFrame.LENGTH + RecordHeader.SEQUENCE_OFFSET);
    if (sequence != nextSequence) {
      throw new IllegalStateException(
          "%s: record %d appended instead of %d"
              .formatted(ring.file().name(), sequence, nextSequence));
    }
    RingFrame.encode(
        own, at, ring.ringId(), head, sequence, marks.syncedSequence(), opening, claimed);
    long position = head;
    int span = RingFrame.span(claimed);
    staging.filled(RingFrame.LENGTH + inside);
    staging.add(rest);
    staging.zeros(span - RingFrame.LENGTH - claimed);
    head += span;
    nextSequence++;
    lapWaste = lapBegins(head) ? 0 : lapWaste;
    claimed = 0;
    return position;
  }

  /** Hands everything committed to the file, in one write; readers see it from then on. */
  public void write() throws IOException {
    marks.requireSound();
    claimed = 0;
    if (head != marks.written().position()) {
      writeStaged();
      stagingStart = roundDown(head);
      marks.wrote(new RingPoint(head, nextSequence, lapWaste));
    }
  }

  private void writeStaged() throws IOException {
    try {
      staging.write(ring, stagingStart);
    } catch (IOException e) {
      marks.fail();
      throw e;
    }
  }

  /**
   * Makes everything written before the call durable. From any thread; callers wait for each other.
   *
   * @return the last sequence that is durable now
   */
  public long sync() throws IOException {
    return marks.sync();
  }

  /**
   * Gives up all records before {@code position}; their space is reused when that is durable, which
   * it is on return. Everything written before the call is durable then, too.
   *
   * @param position where a record begins or will begin, at most what was written
   */
  public void release(long position) throws IOException {
    marks.release(position);
  }

  /** Gives up all records before {@code sequence}, as {@link #release} does. */
  public void releaseBefore(long sequence) throws IOException {
    marks.releaseBefore(sequence);
  }

  /** Forgets all records; what is appended next has the next sequence still. */
  public void reset() throws IOException {
    write();
    release(head);
  }

  /** A reader of the records from {@code position} on. */
  public RingReader reader(long position) {
    return new RingReader(ring, position, () -> marks.written().position());
  }

  /** Where the first record kept stands, or will stand. */
  public long tail() {
    return marks.tail();
  }

  /** The sequence of the first record kept; the next one when none is. */
  public long tailSequence() {
    return marks.tailSequence();
  }

  /** Where the next record will stand, unless it begins the next lap. Appender's thread only. */
  public long head() {
    return head;
  }

  /** The position after the last record that readers see. */
  public long written() {
    return marks.written().position();
  }

  /**
   * Bytes of the records that were written from record {@code sequence} on, which stands at {@code
   * position}: headers, tags, data, and what rounds them up to a multiple of 8.
   */
  public long recordBytes(long position, long sequence) {
    RingPoint end = marks.written();
    long waste = position < ring.lapOf(end.position()) ? end.waste() : 0;
    return end.position() - position - waste - RingFrame.LENGTH * (end.sequence() - sequence);
  }

  /** The sequence that the next record must have. Appender's thread only. */
  public long nextSequence() {
    return nextSequence;
  }

  /** The last sequence known durable. */
  public long syncedSequence() {
    return marks.syncedSequence();
  }

  /** Bytes in the ring. */
  public long capacity() {
    return ring.capacity();
  }

  /** Bytes in use, of {@link #capacity}: records, frames and what a lap's end wasted. */
  public long used() {
    return head - marks.tail();
  }

  /**
   * Whether {@code records} records of {@code bytes} bytes in all, headers and tags included, fit
   * now in any order. Appender's thread only.
   */
  public boolean fits(int records, long bytes) {
    long frames = (long) records * (RingFrame.LENGTH + RingFrame.ALIGNMENT);
    long lapEnd = RingFrame.span(RecordHeader.MAX_RECORD);
    return roundUp(head + frames + bytes + lapEnd) <= roundDown(marks.tail()) + ring.capacity();
  }

  /**
   * Writes and syncs what is left and marks the ring as closed in order. The file stays the owner's
   * to close. Appender's thread only.
   */
  @Override
  public void close() throws IOException {
    if (!marks.failed()) {
      write();
      marks.close();
    }
  }

  /** No record stands between the last one and the next lap: what lies between is never read. */
  private void finishLap(long rest) throws IOException {
    boolean filler = rest >= RingFrame.LENGTH;
    if (filler) {
      if (!staging.takes(RingFrame.LENGTH)) {
        write();
      }
      int at = staging.fill();
      long synced = marks.syncedSequence();
      RingFrame.encode(staging.own(), at, ring.ringId(), head, nextSequence, synced, opening, 0);
      staging.filled(RingFrame.LENGTH);
    }
    if (filler || head != marks.written().position()) {
      writeStaged();
    }
    head += rest;
    lapWaste = (int) rest;
    staging.clear();
    stagingStart = head;
    marks.wrote(new RingPoint(head, nextSequence, lapWaste));
  }

  private boolean lapBegins(long position) {
    return ring.restOfLap(position) == ring.capacity();
  }

  private static long roundUp(long position) {
    return (position + PAGE - 1) & -PAGE;
  }

  private static long roundDown(long position) {
    return position & -PAGE;
  }
}
