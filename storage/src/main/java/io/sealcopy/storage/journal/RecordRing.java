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
 * <p>One thread appends: {@link #claim}, fill, {@link #commit}, and {@link #stage} or {@link
 * #write} once a batch. Another may {@link #sync} and {@link #release} at the same time, and
 * readers may read what was written. A record survives a crash of the machine once a sync that
 * began after it was staged has returned; until it is written, not even one of the process. After
 * an IOException of write, sync or release the ring refuses to go on: what is on the disk is
 * uncertain then, and opening it anew finds out.
 */
public final class RecordRing implements AutoCloseable {
  /** Smallest capacity, bytes. */
  public static final long MIN_CAPACITY = 1 << 20;

  private static final int PAGE = RingSuperblock.BLOCK;
  private final RingFile ring;
  private final RingMarks marks;
  private final int opening;
  private final RingStaging staging;

  // Of the appender's thread.
  private long head;
  private long staged;
  private long nextSequence;
  private int lapWaste;
  private int claimed;

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
    this.staged = head;
    this.staging = new RingStaging(ring, marks, head);
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
    return create(file, capacity, firstSequence, ringId, false);
  }

  /**
   * Makes an empty ring, as {@link #create}, that numbers its records itself, from {@code first}
   * on: whatever their own sequences are. Every sequence that the ring speaks of is that number.
   */
  public static RecordRing createInOwnOrder(
      StorageFile file, long capacity, long first, long ringId) throws IOException {
    return create(file, capacity, first, ringId, true);
  }

  private static RecordRing create(
      StorageFile file, long capacity, long firstSequence, long ringId, boolean ownOrder)
      throws IOException {
    if (capacity < MIN_CAPACITY || firstSequence < 1) {
      throw new IllegalArgumentException(
          "ring of %d bytes from sequence %d".formatted(capacity, firstSequence));
    }
    long rounded = Math.ceilDiv(capacity, (long) PAGE) * PAGE;
    RingSpace.take(file, rounded);
    RingFile ring = new RingFile(file, ringId, rounded, ownOrder);
    RingPoint start = new RingPoint(0, firstSequence, 0);
    long last = firstSequence - 1;
    // Both, so that neither is one of the ring before.
    ring.writeSuperblock(
        new RingSuperblock(ringId, rounded, 2, 0, firstSequence, last, 1, false, ownOrder, start));
    RingSuperblock second =
        new RingSuperblock(ringId, rounded, 3, 0, firstSequence, last, 1, false, ownOrder, start);
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
    marks.requireSound();
    if (length < RecordHeader.LENGTH || length > RecordHeader.MAX_RECORD) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    if (endOf(head, length) < 0) {
      return null;
    }
    if (marks.isOutOfReach(head)) {
      write();
      marks.checkpoint();
    }
    if (staging.full()) {
      staging.drain();
    }
    int span = RingFrame.span(length);
    long rest = ring.restOfLap(head);
    if (rest < span) {
      finishLap(rest);
    } else if (lapBegins(head) && staging.current().fill() > 0) {
      // One write stays within its lap: when a record ended the last one exactly, it ends there.
      cutLap();
    } else if (!staging.current().takes(span)) {
      cut();
    }
    claimed = length;
    RingSlab slab = staging.current();
    int at = slab.fill() + RingFrame.LENGTH;
    return slab.bytes().limit(at + length).position(at);
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
   * #write}, or once it is staged with the next sync.
   *
   * @return its position
   * @throws IllegalStateException when its sequence is not the next one, unless the ring numbers
   *     its records itself
   */
  public long commit() {
    if (claimed == 0) {
      throw new IllegalStateException("nothing was claimed in " + ring.file().name());
    }
    RingSlab slab = staging.current();
    requireNumbered(slab);
    frame(nextSequence, claimed);
    long position = head;
    int span = RingFrame.span(claimed);
    slab.filled(claimed);
    slab.zeros(span - RingFrame.LENGTH - claimed);
    head += span;
    nextSequence++;
    lapWaste = lapBegins(head) ? 0 : lapWaste;
    claimed = 0;
    return position;
  }

  private void requireNumbered(RingSlab slab) {
    int at = slab.fill() + RingFrame.LENGTH + RecordHeader.SEQUENCE_OFFSET;
    if (!ring.ownOrder() && slab.bytes().getLong(at) != nextSequence) {
      throw new IllegalStateException(
          "%s: record %d appended instead of %d"
              .formatted(ring.file().name(), slab.bytes().getLong(at), nextSequence));
    }
  }

  /** Has everything committed written by the next {@link #write} or {@link #sync}. */
  public void stage() {
    claimed = 0;
    if (head > staged) {
      cut();
    }
  }

  /** Whether a batch may be appended that is only staged; else whoever syncs has to catch up. */
  public boolean roomy() {
    return staging.roomy();
  }

  /** Hands everything committed to the file, in one write mostly; readers see it from then on. */
  public void write() throws IOException {
    marks.requireSound();
    stage();
    staging.drain();
  }

  /**
   * Makes everything staged before the call durable. From any thread; callers wait for each other.
   *
   * @return the last sequence that is durable now
   */
  public long sync() throws IOException {
    staging.drain();
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
  private void finishLap(long rest) {
    if (rest >= RingFrame.LENGTH) {
      if (!staging.current().takes(RingFrame.LENGTH)) {
        cut();
      }
      frame(nextSequence, 0);
    }
    head += rest;
    lapWaste = (int) rest;
    cutLap();
  }

  private void frame(long sequence, int length) {
    RingSlab slab = staging.current();
    RingFrame.encode(
        slab.bytes(),
        slab.fill(),
        ring.ringId(),
        head,
        sequence,
        marks.syncedSequence(),
        opening,
        length);
    slab.filled(RingFrame.LENGTH);
  }

  private void cut() {
    staging.cut(new RingPoint(head, nextSequence, lapWaste));
    staged = head;
  }

  private void cutLap() {
    staging.cutLap(new RingPoint(head, nextSequence, lapWaste));
    staged = head;
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
