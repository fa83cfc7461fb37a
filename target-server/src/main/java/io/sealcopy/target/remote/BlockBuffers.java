package io.sealcopy.target.remote;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for the data of writes, in four sizes, kept for the next write up to a bound: the
 * last one given back first, which a processor's cache may still hold. Safe for any thread.
 */
final class BlockBuffers {
  private static final int SMALLEST = 4096;
  private static final int SIZES = 4;
  private static final int PAGE = 4096;

  private final Deque<BlockBuffer>[] free = stacks();
  private final AtomicLong kept = new AtomicLong();
  private final ReceiveMemory.OfGroup memory;

  BlockBuffers(ReceiveMemory.OfGroup memory) {
    this.memory = memory;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics cannot be made otherwise
  private static Deque<BlockBuffer>[] stacks() {
    Deque[] stacks = new Deque[SIZES];
    for (int i = 0; i < SIZES; i++) {
      stacks[i] = new ConcurrentLinkedDeque<>();
    }
    return stacks;
  }

  /** A buffer with its limit at {@code length}, at most 256 KiB; null: there is no memory now. */
  @Nullable BlockBuffer take(int length) {
    BlockBuffer buffer = free(length);
    return buffer == null ? null : buffer.reuse(length);
  }

  /** The same for a record's data, with room for its header. */
  @Nullable BlockBuffer takeRecord(int length) {
    BlockBuffer buffer = free(length);
    return buffer == null ? null : buffer.reuseForRecord(length);
  }

  private @Nullable BlockBuffer free(int length) {
    int size = 0;
    while (SMALLEST << (2 * size) < length) {
      size++;
    }
    int bytes = SMALLEST << (2 * size);
    if (!memory.claim(bytes)) {
      return null;
    }
    Deque<BlockBuffer> home = free[size];
    BlockBuffer buffer = home.poll();
    if (buffer == null) {
      buffer = new BlockBuffer(aligned(bytes), used -> giveBack(home, used));
    } else {
      kept.addAndGet(-buffer.capacity());
    }
    return buffer;
  }

  /** As writes past the page cache want it. */
  private static ByteBuffer aligned(int bytes) {
    return ByteBuffer.allocateDirect(bytes + PAGE).alignedSlice(PAGE).slice(0, bytes);
  }

  private void giveBack(Deque<BlockBuffer> home, BlockBuffer buffer) {
    memory.give(buffer.capacity());
    home.push(buffer);
    if (kept.addAndGet(buffer.capacity()) <= memory.keptMost()) {
      return;
    }
    int usedNow = buffer.capacity();
    // Else the sizes that came first would be kept, and those that come now not.
    for (int size = SIZES - 1; size >= 0; size--) {
      if (SMALLEST << (2 * size) != usedNow) {
        trim(free[size]);
      }
    }
    trim(home);
  }

  /** Forgets those that were given back first, as long as too much is kept. */
  private void trim(Deque<BlockBuffer> stack) {
    while (kept.get() > memory.keptMost()) {
      BlockBuffer oldest = stack.pollLast();
      if (oldest == null) {
        return;
      }
      kept.addAndGet(-oldest.capacity());
    }
  }
}
