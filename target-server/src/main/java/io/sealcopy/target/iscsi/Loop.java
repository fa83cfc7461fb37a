package io.sealcopy.target.iscsi;

/** The event loop that a session and all its connections live on. Safe for any thread. */
public interface Loop {
  /** Runs a task on it, after what is queued there already. */
  void execute(Runnable task);

  /** Runs a task on it in {@code millis} milliseconds, unless the server has stopped by then. */
  void schedule(long millis, Runnable task);
}
