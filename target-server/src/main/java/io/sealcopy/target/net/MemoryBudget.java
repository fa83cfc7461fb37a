package io.sealcopy.target.net;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cap on what all connections together hold. Each connection has a share of its own, which
 * nobody else can use up: so whoever takes all the rest cannot keep others from being served. Safe
 * for any thread.
 */
final class MemoryBudget {
  /** What a connection needs to go on at all: bytes received, one digested PDU, answers. */
  static final long FULL_SHARE = 384 << 10;

  private final long share;
  private final long common;
  private final AtomicLong commonHeld = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final Set<ConnectionHandler> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param cap bytes, for all connections
   * @param connections how many there may be; their shares are half of the cap at most
   */
  MemoryBudget(long cap, int connections) {
    share = Math.min(FULL_SHARE, cap / 2 / connections);
    common = cap - share * connections;
  }

  /** Bytes that each connection may hold whatever the others do. */
  long share() {
    return share;
  }

  /** Bytes held now. */
  long held() {
    return held.get();
  }

  /** Commands that were refused for lack of room so far. */
  long refusals() {
    return refusals.get();
  }

  /** Whether so little is left that connections beyond their share should not begin more. */
  boolean tight() {
    return commonHeld.get() > common - common / 4;
  }

  /**
   * A connection wants to hold {@code after} bytes instead of {@code before}; false: it may not.
   */
  boolean claim(long before, long after) {
    long change = beyond(after) - beyond(before);
    if (commonHeld.addAndGet(change) > common && change > 0) {
      commonHeld.addAndGet(-change);
      refused();
      return false;
    }
    held.addAndGet(after - before);
    return true;
  }

  /** A command was refused because of its connection's own cap. */
  void refused() {
    refusals.incrementAndGet();
  }

  /** A connection holds {@code after} bytes instead of {@code before}; wakes those who wait. */
  void settle(long before, long after) {
    if (before == after) {
      return;
    }
    held.addAndGet(after - before);
    commonHeld.addAndGet(beyond(after) - beyond(before));
    if (after < before && !waiting.isEmpty() && !tight()) {
      for (ConnectionHandler each : List.copyOf(waiting)) {
        if (waiting.remove(each)) {
          each.execute(each::resume);
        }
      }
    }
  }

  private long beyond(long bytes) {
    return Math.max(0, bytes - share);
  }

  /** Calls {@link ConnectionHandler#resume} when there is room again. */
  void await(ConnectionHandler handler) {
    waiting.add(handler);
  }

  void forget(ConnectionHandler handler) {
    waiting.remove(handler);
  }
}
