package io.sealcopy.replicator.pair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for the data of changes on their way through a group: reused, in sizes of powers
 * of two, the one given back last first: it is still in the processor's cache. At most {@code
 * keepBytes} are kept when they are not in use.
 */
public final class HostBuffers {
  private static final int SMALLEST_SHIFT = 12;
  private static final int CLASSES = 20;

  private final long keepBytes;
  private final long mostBytes;
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong used = new AtomicLong();

  /** By size; each is its own lock. */
  private final List<ArrayDeque<HostBuffer>> free = new ArrayList<>();

  /**
   * @param keepBytes kept at most for the next ones
   * @param mostBytes in use at most before hosts are told to wait
   */
  public HostBuffers(long keepBytes, long mostBytes) {
    this.keepBytes = keepBytes;
    this.mostBytes = mostBytes;
    for (int i = 0; i < CLASSES; i++) {
      free.add(new ArrayDeque<>());
    }
  }

  /** A buffer for {@code bytes} bytes, held by the caller. */
  public HostBuffer take(int bytes) {
    int sizeClass = classOf(bytes);
    int size = 1 << (sizeClass + SMALLEST_SHIFT);
    used.addAndGet(size);
    ArrayDeque<HostBuffer> ofSize = free.get(sizeClass);
    @Nullable HostBuffer buffer;
    synchronized (ofSize) {
      buffer = ofSize.poll();
    }
    if (buffer == null) {
      return new HostBuffer(this, size).begin(bytes);
    }
    kept.addAndGet(-size);
    return buffer.begin(bytes);
  }

  /** Takes a buffer back that nobody holds. */
  void give(HostBuffer buffer) {
    int size = buffer.capacity();
    used.addAndGet(-size);
    ArrayDeque<HostBuffer> ofSize = free.get(classOf(size));
    synchronized (ofSize) {
      ofSize.push(buffer);
    }
    if (kept.addAndGet(size) <= keepBytes) {
      return;
    }
    // Else the sizes that hosts wrote first would be kept, and those that they write now not.
    for (int other = CLASSES - 1; other >= 0; other--) {
      if (other != classOf(size)) {
        trim(free.get(other));
      }
    }
    trim(ofSize);
  }

  /** Forgets those that were given back first, as long as too much is kept. */
  private void trim(ArrayDeque<HostBuffer> ofSize) {
    while (kept.get() > keepBytes) {
      @Nullable HostBuffer oldest;
      synchronized (ofSize) {
        oldest = ofSize.pollLast();
      }
      if (oldest == null) {
        return;
      }
      kept.addAndGet(-oldest.capacity());
    }
  }

  /** A buffer does not come back. */
  void lose(HostBuffer buffer) {
    used.addAndGet(-buffer.capacity());
  }

  /** Whether hosts must wait until others have been served. */
  boolean scarce() {
    return used.get() >= mostBytes;
  }

  /** Whether there is so much room that memory may be kept for what is only faster with it. */
  boolean plenty() {
    return used.get() < mostBytes / 2;
  }

  /** Bytes in use now. */
  public long used() {
    return used.get();
  }

  private static int classOf(int bytes) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(bytes, 1) - 1);
    return Math.max(bits - SMALLEST_SHIFT, 0);
  }
}
