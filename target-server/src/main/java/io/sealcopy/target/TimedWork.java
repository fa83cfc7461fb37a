package io.sealcopy.target;

import io.sealcopy.target.scsi.BackgroundWork;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background work of a program's units, on threads of its own. */
public final class TimedWork implements BackgroundWork, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimedWork.class);
  private static final int THREADS = 2;

  private final ScheduledExecutorService threads = Threads.timed("background", THREADS);

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void after(long nanos, Runnable step) {
    try {
      Future<?> _ = threads.schedule(() -> reported(step), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // The program ends; what must go on is on disk and goes on at the next start.
    }
  }

  /** The future that would keep an internal error is not looked at. */
  private static void reported(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("background work of a unit ended by an internal error", e);
      throw e;
    }
  }

  /** Returns when the steps that run now have ended; later ones are dropped. */
  @Override
  public void close() {
    threads.shutdown();
    threads.close();
  }
}
