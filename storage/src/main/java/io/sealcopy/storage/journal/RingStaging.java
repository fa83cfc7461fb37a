package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingSuperblock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a ring writes next, from a page boundary on: bytes of its own, and data that lies elsewhere
 * and goes to the file from there. For the appender's thread.
 */
final class RingStaging {
  private static final int PAGE = RingSuperblock.BLOCK;

  /** More than any record, its frame, a filler and the page begun before it. */
  private static final int OWN = 1 << 20;

  /** As many as one system call takes on Linux. */
  private static final int PIECES = 1024;

  /** What one record can add: frame and header, its data, its end; and the padding at last. */
  private static final int PIECES_A_RECORD = 4;

  /** Aligned, as files that pass by the page cache want it. */
  private final ByteBuffer own = ByteBuffer.allocateDirect(OWN + PAGE).alignedSlice(PAGE);

  private final ByteBuffer[] pieces = new ByteBuffer[PIECES];
  private final ByteBuffer begun = ByteBuffer.allocate(PAGE);
  private int count;

  /** Own bytes before this one are in {@link #pieces}. */
  private int cut;

  private int fill;
  private int elsewhere;

  /** Bytes staged. */
  int length() {
    return fill + elsewhere;
  }

  /** Whether a record fits of which so many bytes, frame and padding included, are staged here. */
  boolean takes(int bytes) {
    return fill + bytes + PAGE <= OWN && count + PIECES_A_RECORD <= PIECES;
  }

  /** The own bytes, from 0 to capacity; the next ones go to {@link #fill}. */
  ByteBuffer own() {
    return own.clear();
  }

  int fill() {
    return fill;
  }

  /** The next {@code bytes} own ones are filled. */
  void filled(int bytes) {
    fill += bytes;
  }

  void zeros(int bytes) {
    for (int i = 0; i < bytes; i++) {
      own.put(fill + i, (byte) 0);
    }
    fill += bytes;
  }

  /** Data that goes between the own bytes so far and those to come; unchanged until written. */
  void add(ByteBuffer data) {
    if (data.hasRemaining()) {
      cutOwn();
      elsewhere += data.remaining();
      pieces[count++] = data.slice();
    }
  }

  private void cutOwn() {
    if (fill > cut) {
      pieces[count++] = own.slice(cut, fill - cut);
      cut = fill;
    }
  }

  /** Writes everything staged, padded to whole pages; what is in the last one begun stays. */
  void write(RingFile ring, long position) throws IOException {
    int length = length();
    int last = length % PAGE;
    // Whole pages, so that no write waits for a page of the lap before to be read from the disk.
    zeros(last == 0 ? 0 : PAGE - last);
    cutOwn();
    ring.write(pieces, count, position);
    keep(length - last, length);
  }

  /** Begins anew with the bytes from {@code from} to {@code to} of what was written. */
  private void keep(int from, int to) {
    begun.clear();
    int at = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer piece = pieces[i];
      int end = at + piece.limit();
      if (end > from && at < to) {
        int first = Math.max(from - at, 0);
        begun.put(begun.position(), piece, first, Math.min(end, to) - at - first);
        begun.position(begun.position() + Math.min(end, to) - at - first);
      }
      at = end;
    }
    clear();
    own.put(0, begun, 0, to - from);
    fill = to - from;
  }

  /** Forgets everything. */
  void clear() {
    java.util.Arrays.fill(pieces, 0, count, null);
    count = 0;
    cut = 0;
    fill = 0;
    elsewhere = 0;
  }
}
