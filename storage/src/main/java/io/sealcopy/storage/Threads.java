package io.sealcopy.storage;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place of this module that makes threads. */
public final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final int QUEUE = 4096;

  private Threads() {}

  /**
   * A pool for the operations of one volume that can block on a disk. It has at most {@code
   * threads} threads, which end when idle, and a bounded queue; when that is full the caller does
   * the work itself, which slows it down to what the disk can do.
   */
  public static ThreadPoolExecutor blocking(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task ->
                Thread.ofPlatform()
                    .name("disk-" + name + "-" + number.incrementAndGet())
                    .daemon(true)
                    .uncaughtExceptionHandler(
                        (thread, e) -> LOG.error("{} stopped by a fault", thread.getName(), e))
                    .unstarted(task),
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
