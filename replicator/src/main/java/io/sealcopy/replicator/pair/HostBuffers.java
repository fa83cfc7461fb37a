package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct buffers for host data on its way to the group thread: reused, in sizes of powers of two.
 * At most {@code keepBytes} are kept when they are not in use.
 */
public final class HostBuffers {
  private static final int SMALLEST_SHIFT = 12;
  private static final int CLASSES = 20;

  private final long keepBytes;
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong used = new AtomicLong();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final ConcurrentLinkedQueue<ByteBuffer>[] free = new ConcurrentLinkedQueue[CLASSES];

  public HostBuffers(long keepBytes) {
    this.keepBytes = keepBytes;
    for (int i = 0; i < CLASSES; i++) {
      free[i] = new ConcurrentLinkedQueue<>();
    }
  }

  /** A buffer whose position is 0 and whose limit is {@code bytes}. */
  public ByteBuffer take(int bytes) {
    int sizeClass = classOf(bytes);
    int size = 1 << (sizeClass + SMALLEST_SHIFT);
    used.addAndGet(size);
    ByteBuffer buffer = free[sizeClass].poll();
    if (buffer == null) {
      return ByteBuffer.allocateDirect(size).limit(bytes);
    }
    kept.addAndGet(-size);
    return buffer.clear().limit(bytes);
  }

  /** Takes a buffer back; nobody may use it any more. */
  public void give(ByteBuffer buffer) {
    int size = buffer.capacity();
    used.addAndGet(-size);
    if (kept.get() + size <= keepBytes) {
      kept.addAndGet(size);
      free[classOf(size)].add(buffer);
    }
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
