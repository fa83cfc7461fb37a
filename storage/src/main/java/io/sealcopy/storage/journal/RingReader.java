package io.sealcopy.storage.journal;

import io.sealcopy.protocol.record.HeaderResult;
import io.sealcopy.protocol.record.RecordDamage;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingSuperblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ring's records in order, reading ahead in large pieces, and checks every checksum on the
 * way. For one thread; it may be another than the appender's. Records that have been released must
 * not be read.
 */
public final class RingReader {
  /** What {@link #next} found. */
  public enum Step {
    /** A sound record; the accessors show it. */
    RECORD,
    /** Nothing more was written yet. */
    END,
    /** What stands here is not the record that must follow; {@link #damage} says why. */
    DAMAGED
  }

  private static final int PAGE = RingSuperblock.BLOCK;
  private static final int BUFFER = 512 * 1024 + PAGE;

  private final RingFile ring;
  private final LongSupplier limit;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER + PAGE).alignedSlice(PAGE);
  private long bufferStart;
  private long bufferEnd;
  private long next;
  private long position;
  private long expectedSequence;
  private boolean sequenceKnown;
  private long openingKnownFrom = Long.MAX_VALUE;
  private int lowestOpening;
  private @Nullable RingFrame frame;
  private @Nullable RecordHeader header;
  private String damage = "";

  RingReader(RingFile ring, long position, LongSupplier limit) {
    this.ring = ring;
    this.limit = limit;
    this.next = position;
  }

  /** Goes on at {@code newPosition}, where a record begins or will begin. */
  public void seek(long newPosition) {
    if (newPosition != next) {
      next = newPosition;
      sequenceKnown = false;
    }
  }

  /** Takes the next record. After {@link Step#END} or {@link Step#DAMAGED} it looks again. */
  public Step next() throws IOException {
    long at = ring.skipLapEnd(next);
    while (true) {
      long end = limit.getAsLong();
      if (at >= end) {
        return Step.END;
      }
      RingFrame found = end - at < RingFrame.LENGTH ? null : frameAt(at, end);
      if (found == null) {
        return damaged("no frame of this ring at position " + at);
      }
      String wrong = wrongOrder(found, end);
      if (wrong != null) {
        return damaged(wrong);
      }
      if (!found.isFiller()) {
        return take(found, end);
      }
      at += ring.restOfLap(at);
    }
  }

  /** The record's header. */
  public RecordHeader header() {
    if (header == null) {
      throw new IllegalStateException("no record was read");
    }
    return header;
  }

  /**
   * The whole record, header, tags and data, from position to limit; good until the next call of
   * {@link #next}.
   */
  public ByteBuffer record() {
    int at = (int) (position - bufferStart) + RingFrame.LENGTH;
    return buffer.slice(at, header().recordLength());
  }

  /** The record's number in this ring: what the ring calls a sequence. */
  public long order() {
    if (frame == null) {
      throw new IllegalStateException("no record was read");
    }
    return frame.sequence();
  }

  /** Where the record stands. */
  public long position() {
    return position;
  }

  /** Where the next record stands or will stand. */
  public long nextPosition() {
    return next;
  }

  /** What {@link Step#DAMAGED} was about. */
  public String damage() {
    return damage;
  }

  /** The sequence that the next record must have. */
  void expect(long sequence) {
    expectedSequence = sequence;
    sequenceKnown = true;
  }

  /** Records at or after {@code from} have been appended in this opening or later. */
  void expectOpening(long from, int lowest) {
    openingKnownFrom = from;
    lowestOpening = lowest;
  }

  @Nullable RingFrame frame() {
    return frame;
  }

  private Step take(RingFrame found, long end) throws IOException {
    load(found.position(), (int) (found.end() - found.position()), end);
    int at = (int) (found.position() - bufferStart) + RingFrame.LENGTH;
    HeaderResult result = RecordHeader.decode(buffer, at);
    switch (result) {
      case RecordDamage wrong -> {
        return damaged(wrong.message() + ", at position " + found.position());
      }
      case RecordHeader sound -> {
        boolean numbered = ring.ownOrder() || sound.sequence() == found.sequence();
        if (sound.recordLength() != found.length() || !numbered) {
          return damaged("frame and record differ at position " + found.position());
        }
        RecordDamage body = sound.checkBody(buffer, at);
        if (body != null) {
          return damaged(body.message() + ", at position " + found.position());
        }
        header = sound;
      }
    }
    frame = found;
    position = found.position();
    next = found.end();
    expectedSequence = found.sequence() + 1;
    sequenceKnown = true;
    return Step.RECORD;
  }

  private @Nullable String wrongOrder(RingFrame found, long end) {
    if (sequenceKnown && found.sequence() != expectedSequence) {
      return "sequence %d instead of %d at position %d"
          .formatted(found.sequence(), expectedSequence, found.position());
    }
    boolean falls = sequenceKnown && frame != null && found.opening() < frame.opening();
    if (falls || (found.position() >= openingKnownFrom && found.opening() < lowestOpening)) {
      return "a record of an earlier opening at position " + found.position();
    }
    if (found.end() > end || found.end() - found.position() > ring.restOfLap(found.position())) {
      return "a record beyond the end at position " + found.position();
    }
    return null;
  }

  private Step damaged(String what) {
    damage = what;
    return Step.DAMAGED;
  }

  private @Nullable RingFrame frameAt(long at, long end) throws IOException {
    load(at, RingFrame.LENGTH, end);
    return RingFrame.decode(buffer, (int) (at - bufferStart), ring.ringId(), at);
  }

  private void load(long at, int length, long end) throws IOException {
    if (at >= bufferStart && at + length <= bufferEnd) {
      return;
    }
    // Whole pages of the file into whole pages of memory: that can pass by the page cache. What
    // stands behind the end is not used.
    long start = at - at % PAGE;
    long most = Math.min(BUFFER, ring.restOfLap(start));
    int count = (int) Math.min(most, Math.ceilDiv(end - start, (long) PAGE) * PAGE);
    bufferEnd = bufferStart;
    ring.read(buffer.clear().limit(count), start);
    buffer.clear();
    bufferStart = start;
    bufferEnd = Math.min(start + count, end);
  }
}
