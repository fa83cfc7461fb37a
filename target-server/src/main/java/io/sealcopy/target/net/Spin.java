package io.sealcopy.target.net;

import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.Pace;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets an event loop poll for a while after its last I/O before it sleeps: waking a thread up costs
 * more than many a host lets pass between an answer and its next command. Belongs to one loop.
 *
 * <p>A loop polls only while that pays. One host, with one command at a time, must be all that it
 * has to serve: with more, the next command comes while the loop is still at work, and it would
 * only pay for pauses that are short anyway. Pauses that were longer than it would have polled for
 * make it sleep at once, until they are short again. At most half of the processors have a loop
 * that polls. And between two polls others may have the processor, so that a loop takes it from
 * nobody, least of all from a host on the same machine that makes the command it waits for.
 */
final class Spin implements SelectStrategy {
  /** What a loop remembers of its pauses: so many short ones outweigh as many long ones. */
  private static final int MOST_TRUST = 8;

  private static final int TRUST = 4;

  /** What counts of a turn that shows that there is more to serve than one command at a time. */
  private static final int BUSY = 3;

  private static final ThreadLocal<@Nullable Spin> LOOPS = new ThreadLocal<>();

  private final long nanos;
  private final LongSupplier clock;

  /** Loops that may begin to poll now. */
  private final AtomicInteger places;

  private @Nullable Object served;
  private boolean known;
  private boolean polling;
  private long lastActive;
  private boolean slept;
  private int trust = MOST_TRUST;
  private int single = MOST_TRUST;

  /**
   * @param nanos how long to poll after the last I/O or task
   * @param clock nanoseconds of no particular origin
   * @param places loops that may poll beside those that do
   */
  Spin(long nanos, LongSupplier clock, AtomicInteger places) {
    this.nanos = nanos;
    this.clock = clock;
    this.places = places;
    this.lastActive = clock.getAsLong();
  }

  /** For each loop its own. */
  static SelectStrategyFactory factory(long nanos) {
    int processors = Runtime.getRuntime().availableProcessors();
    AtomicInteger places = new AtomicInteger(Math.max(1, processors / 2));
    return () -> new Spin(nanos, System::nanoTime, places);
  }

  /** A connection has been served by the loop that the calling thread runs. */
  static void served(@Nullable Connection connection) {
    Spin loop = LOOPS.get();
    Pace pace = loop == null || connection == null ? null : connection.pace();
    if (loop != null && connection != null && pace != null) {
      loop.served(connection, pace.oneAtATime());
    }
  }

  /**
   * A connection has been served.
   *
   * @param oneAtATime whether nothing is to be expected but the one next command of its host
   */
  @SuppressWarnings("ReferenceEquality") // The very same connection.
  void served(Object connection, boolean oneAtATime) {
    single =
        oneAtATime && connection == served
            ? Math.min(MOST_TRUST, single + 1)
            : Math.max(0, single - BUSY);
    served = connection;
  }

  // Nothing waits for the effect of the yield: it is there for others.
  @SuppressWarnings("ThreadPriorityCheck")
  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    if (!known) {
      known = true;
      LOOPS.set(this);
    }
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
      poll(false);
      return ready;
    }
    if (trust >= TRUST && single >= TRUST && now - lastActive < nanos && poll(true)) {
      Thread.yield();
      // Zero events: the loop looks for tasks and comes back.
      return ready;
    }
    poll(false);
    slept = true;
    return SELECT;
  }

  /** Takes a place among those that poll, or gives it back; whether it has one. */
  private boolean poll(boolean on) {
    if (on != polling) {
      if (!on) {
        places.incrementAndGet();
      } else if (places.decrementAndGet() < 0) {
        places.incrementAndGet();
        return false;
      }
      polling = on;
    }
    return polling;
  }

  private void active(long now, long shortPause) {
    trust =
        now - lastActive < shortPause ? Math.min(MOST_TRUST, trust + 1) : Math.max(0, trust - 1);
    lastActive = now;
  }
}
