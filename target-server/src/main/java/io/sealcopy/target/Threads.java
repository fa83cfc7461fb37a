package io.sealcopy.target;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this module's threads are made. */
public final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private Threads() {}

  /** Makes daemon threads named {@code sealcopy-<name>-<number>}. */
  public static ThreadFactory factory(String name) {
    return factory(name, task -> Thread.ofPlatform().unstarted(task));
  }

  /** The same of another kind of thread. */
  public static ThreadFactory factory(String name, ThreadFactory kind) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = kind.newThread(task);
      thread.setName("sealcopy-" + name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(
          (where, failure) -> LOG.error("thread {} ended by an internal error", where, failure));
      return thread;
    };
  }

  /** A pool of {@code threads} such threads for work at a time; shut down, it drops what waits. */
  public static ScheduledExecutorService timed(String name, int threads) {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, factory(name));
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return pool;
  }

  /** A pool of at most {@code threads} such threads. */
  public static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(threads, factory(name));
  }
}
