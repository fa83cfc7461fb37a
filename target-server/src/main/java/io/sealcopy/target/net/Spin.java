package io.sealcopy.target.net;

import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Lets an event loop poll for a while after its last I/O before it sleeps: waking a thread up costs
 * more than many a host lets pass between an answer and its next command. Belongs to one loop.
 *
 * <p>Between two polls others may have the processor, so that a loop that polls takes it from
 * nobody, least of all from a host on the same machine that makes the command it waits for. And a
 * loop polls only while that pays: pauses that were longer than it would have polled for make it
 * sleep at once, until they are short again.
 */
final class Spin implements SelectStrategy {
  /** What a loop remembers of its pauses: so many short ones outweigh as many long ones. */
  private static final int MOST_TRUST = 8;

  private static final int TRUST = 4;

  private final long nanos;
  private final LongSupplier clock;
  private long lastActive;
  private boolean slept;
  private int trust = MOST_TRUST;

  /**
   * @param nanos how long to poll after the last I/O or task
   * @param clock nanoseconds of no particular origin
   */
  Spin(long nanos, LongSupplier clock) {
    this.nanos = nanos;
    this.clock = clock;
    this.lastActive = clock.getAsLong();
  }

  /** For each loop its own. */
  static SelectStrategyFactory factory(long nanos) {
    return () -> new Spin(nanos, System::nanoTime);
  }

  // Nothing waits for the effect of the yield: it is there for others.
  @SuppressWarnings("ThreadPriorityCheck")
  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    int ready = selectNow.get();
    long now = clock.getAsLong();
    if (slept) {
      // Something woke the loop up; half of such a pause is the waking.
      slept = false;
      active(now, 2 * nanos);
    } else if (ready > 0 || hasTasks) {
      active(now, nanos);
    }
    if (ready > 0 || hasTasks) {
      return ready;
    }
    if (trust >= TRUST && now - lastActive < nanos) {
      Thread.yield();
      // Zero events: the loop looks for tasks and comes back.
      return ready;
    }
    slept = true;
    return SELECT;
  }

  private void active(long now, long shortPause) {
    trust =
        now - lastActive < shortPause ? Math.min(MOST_TRUST, trust + 1) : Math.max(0, trust - 1);
    lastActive = now;
  }
}
