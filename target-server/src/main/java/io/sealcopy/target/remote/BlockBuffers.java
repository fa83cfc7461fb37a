package io.sealcopy.target.remote;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct buffers for the data of writes, in four sizes, kept for the next write up to a bound. Safe
 * for any thread.
 */
final class BlockBuffers {
  private static final int SMALLEST = 4096;
  private static final int SIZES = 4;
  private static final long KEPT_BYTES = 16L << 20;

  private final Queue<ByteBuffer>[] free = queues();
  private final AtomicLong kept = new AtomicLong();

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics cannot be made otherwise
  private static Queue<ByteBuffer>[] queues() {
    Queue[] queues = new Queue[SIZES];
    for (int i = 0; i < SIZES; i++) {
      queues[i] = new ConcurrentLinkedQueue<>();
    }
    return queues;
  }

  /** A buffer with its limit at {@code length}, at most 256 KiB. */
  BlockBuffer take(int length) {
    int size = 0;
    while (SMALLEST << (2 * size) < length) {
      size++;
    }
    int bytes = SMALLEST << (2 * size);
    ByteBuffer buffer = free[size].poll();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(bytes);
    } else {
      kept.addAndGet(-bytes);
    }
    ByteBuffer taken = buffer.clear().limit(length);
    Queue<ByteBuffer> home = free[size];
    return new BlockBuffer(taken, () -> giveBack(home, taken));
  }

  private void giveBack(Queue<ByteBuffer> home, ByteBuffer buffer) {
    if (kept.get() < KEPT_BYTES) {
      kept.addAndGet(buffer.capacity());
      home.add(buffer);
    }
  }
}
