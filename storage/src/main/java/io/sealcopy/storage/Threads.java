package io.sealcopy.storage;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
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
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            factory("disk-" + name),
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * A pool for reads of one volume that must wait for a disk. It has at most {@code threads}
   * threads, which end when idle; one is started only when all others are busy. Its queue has no
   * bound, so that the caller never waits: who reads has a buffer, and these are bounded.
   */
  public static ThreadPoolExecutor reading(String name, int threads) {
    return new ThreadPoolExecutor(
        0,
        threads,
        10,
        TimeUnit.SECONDS,
        new IdleFirst(),
        factory("read-" + name),
        (task, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("a read after the volume was closed");
          }
          pool.getQueue().add(task);
        });
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task ->
        Thread.ofPlatform()
            .name(name + "-" + number.incrementAndGet())
            .daemon(true)
            .uncaughtExceptionHandler(
                (thread, e) -> LOG.error("{} stopped by a fault", thread.getName(), e))
            .unstarted(task);
  }

  /**
   * A pool asks {@link #offer} first: no, unless a thread waits for it; then it starts a thread.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    @Override
    public boolean add(Runnable task) {
      return super.offer(task);
    }
  }
}
