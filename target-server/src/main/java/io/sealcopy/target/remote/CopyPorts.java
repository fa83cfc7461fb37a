package io.sealcopy.target.remote;

/** What the core of a copy asks of the outside. */
@FunctionalInterface
public interface CopyPorts {
  /** Something that waits for a disk. */
  @FunctionalInterface
  interface Job {
    /** Does it; the event is how it ended. */
    CopyEvent run();
  }

  /**
   * Runs the job now or later, on any thread, and gives its event to the core. At most one sync of
   * the journal and one checkpoint are asked for at a time; they may run at the same time.
   */
  void inBackground(Job job);

  /**
   * Runs a sync of the journal, as {@link #inBackground}. Everybody waits for it: whoever runs the
   * core may run it between two batches, so that what comes meanwhile is one batch.
   */
  default void sync(Job job) {
    inBackground(job);
  }
}
