package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingPoint;
import io.sealcopy.protocol.ring.RingSuperblock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Memory for a piece of the ring, from a page boundary on: filled by the appender, then written by
 * whoever writes. Pieces follow each other and share the page in which one ended and the next
 * begins.
 */
final class RingSlab {
  /** More than any record, its frame, a filler and the page begun before it. */
  static final int LENGTH = 1 << 20;

  static final int PAGE = RingSuperblock.BLOCK;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

  /** Aligned, as files that pass by the page cache want it. */
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH + PAGE).alignedSlice(PAGE);

  private long start;
  private int fill;
  private RingPoint end = new RingPoint(0, 1, 0);

  /** Begins anew, empty; {@code position} is where a page begins. */
  void begin(long position) {
    start = position;
    fill = 0;
  }

  /** Begins anew after another: with the bytes of the page in which that one ended. */
  void beginAfter(RingSlab before) {
    int begun = before.fill % PAGE;
    begin(before.start + before.fill - begun);
    bytes().put(0, before.bytes(), before.fill - begun, begun);
    fill = begun;
  }

  /** Whether so many bytes more fit. */
  boolean takes(int count) {
    return fill + count <= LENGTH;
  }

  /** The memory, from 0 to capacity; the next bytes go to {@link #fill}. */
  ByteBuffer bytes() {
    return bytes.clear();
  }

  int fill() {
    return fill;
  }

  /** The next {@code count} bytes are filled. */
  void filled(int count) {
    fill += count;
  }

  void zeros(int count) {
    bytes().put(fill, ZEROS, 0, count);
    fill += count;
  }

  /** Nothing more comes here: {@code point} is where it ends. */
  void finish(RingPoint point) {
    end = point;
  }

  RingPoint end() {
    return end;
  }

  /** Writes everything, in whole pages: no write waits for a page to be read from the disk. */
  void write(RingFile ring) throws IOException {
    int padding = -fill & (PAGE - 1);
    bytes().put(fill, ZEROS, 0, padding);
    if (fill > 0) {
      ring.write(bytes.clear().limit(fill + padding), start);
    }
  }
}
