package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in flight on a link: one direct buffer, given out and taken back in the same order, so
 * that the memory is bounded and nothing is allocated per WRITE.
 */
final class ShippingArena {
  private final ByteBuffer memory;
  private int head;
  private int used;
  private int lastCost;

  ShippingArena(int bytes) {
    memory = ByteBuffer.allocateDirect(bytes);
  }

  /**
   * A slice of {@code length} bytes, or null when there is none now. The caller gives {@link
   * #lastCost} back to {@link #free} in the order of the calls.
   */
  @Nullable ByteBuffer take(int length) {
    int skip = head + length > memory.capacity() ? memory.capacity() - head : 0;
    if (used + skip + length > memory.capacity()) {
      return null;
    }
    int at = head + length > memory.capacity() ? 0 : head;
    head = at + length;
    used += skip + length;
    lastCost = skip + length;
    return memory.slice(at, length);
  }

  /** What the last slice took, skipped bytes at the end included. */
  int lastCost() {
    return lastCost;
  }

  /** Takes the oldest slice back. */
  void free(int cost) {
    used -= cost;
    if (used == 0) {
      head = 0;
    }
  }

  /** Takes everything back. */
  void clear() {
    head = 0;
    used = 0;
  }

  int used() {
    return used;
  }
}
