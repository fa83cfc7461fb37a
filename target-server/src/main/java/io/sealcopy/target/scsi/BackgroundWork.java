package io.sealcopy.target.scsi;

/** Runs what a unit does by itself, step by step, away from the sessions' threads. */
public interface BackgroundWork {
  /** Runs every step on the caller's thread, without waiting: for tests. */
  BackgroundWork AT_ONCE =
      new BackgroundWork() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public void after(long nanos, Runnable step) {
          step.run();
        }
      };

  /** A clock that never goes back, in nanoseconds. */
  long nanoTime();

  /** Runs {@code step} once, in {@code nanos} nanoseconds or later; never when the program ends. */
  void after(long nanos, Runnable step);
}
