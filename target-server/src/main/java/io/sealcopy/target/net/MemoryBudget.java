package io.sealcopy.target.net;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The cap on what all connections together hold for their peers. Safe for any thread. */
final class MemoryBudget {
  private final long cap;
  private final AtomicLong held = new AtomicLong();
  private final Set<ConnectionHandler> waiting = ConcurrentHashMap.newKeySet();

  MemoryBudget(long cap) {
    this.cap = cap;
  }

  boolean exceeded() {
    return held.get() > cap;
  }

  /** Bytes held now. */
  long held() {
    return held.get();
  }

  void add(long bytes) {
    held.addAndGet(bytes);
  }

  /** Gives bytes back, and wakes those who wait once a quarter of the cap is free. */
  void remove(long bytes) {
    long now = held.addAndGet(-bytes);
    if (!waiting.isEmpty() && now < cap - cap / 4) {
      for (ConnectionHandler each : List.copyOf(waiting)) {
        if (waiting.remove(each)) {
          each.execute(each::resume);
        }
      }
    }
  }

  /** Calls {@link ConnectionHandler#resume} when there is room again. */
  void await(ConnectionHandler handler) {
    waiting.add(handler);
  }

  void forget(ConnectionHandler handler) {
    waiting.remove(handler);
  }
}
