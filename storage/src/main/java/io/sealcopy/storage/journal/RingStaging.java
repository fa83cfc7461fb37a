package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingPoint;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * What was appended to a ring and is not in its file yet: the slab that the appender fills, and
 * those that wait to be written, in order.
 */
final class RingStaging {
  /** Beyond this many that wait, the appender writes itself. */
  private static final int MOST = 16;

  /**
   * Kept for the next ones: as many as wait while there is room. New memory costs more than its
   * use.
   */
  private static final int SPARE = MOST / 2;

  private final RingFile ring;
  private final RingMarks marks;
  private final Object writing = new Object();

  private RingSlab current = new RingSlab();

  // Guarded by this.
  private final ArrayDeque<RingSlab> waiting = new ArrayDeque<>();
  private final ArrayDeque<RingSlab> spare = new ArrayDeque<>();

  /** Goes on at {@code head}, with the bytes that are in its page already. */
  RingStaging(RingFile ring, RingMarks marks, long head) throws IOException {
    this.ring = ring;
    this.marks = marks;
    int inPage = (int) (head % RingSlab.PAGE);
    current.begin(head - inPage);
    ring.read(current.bytes().limit(inPage), head - inPage);
    current.filled(inPage);
  }

  /** The one that the appender fills. */
  RingSlab current() {
    return current;
  }

  /** Has the appender's slab wait, and begins the next one after it. */
  void cut(RingPoint end) {
    RingSlab full = current;
    current = unused();
    current.beginAfter(full);
    wait(full, end);
  }

  /** As {@link #cut}; the next one begins empty, at {@code end}, where a lap does. */
  void cutLap(RingPoint end) {
    RingSlab full = current;
    current = unused();
    current.begin(end.position());
    wait(full, end);
  }

  private void wait(RingSlab full, RingPoint end) {
    full.finish(end);
    synchronized (this) {
      waiting.add(full);
    }
  }

  private synchronized RingSlab unused() {
    RingSlab known = spare.poll();
    return known == null ? new RingSlab() : known;
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Whether there is room for more than a batch. */
  boolean roomy() {
    return waiting() < MOST / 2;
  }

  boolean full() {
    return waiting() >= MOST;
  }

  /** Writes what waited when it was called; from any thread. Once it has failed, it always does. */
  void drain() throws IOException {
    synchronized (writing) {
      for (int count = waiting(); count > 0; count--) {
        marks.requireSound();
        RingSlab slab = next();
        write(slab);
        reuse(slab);
      }
    }
  }

  private void write(RingSlab slab) throws IOException {
    boolean done = false;
    try {
      slab.write(ring);
      marks.wrote(slab.end());
      done = true;
    } finally {
      if (!done) {
        marks.fail();
      }
    }
  }

  private synchronized RingSlab next() {
    return waiting.element();
  }

  private synchronized void reuse(RingSlab slab) {
    waiting.remove();
    if (spare.size() < SPARE) {
      spare.push(slab);
    }
  }
}
