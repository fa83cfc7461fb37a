package io.sealcopy.target.remote;

import java.util.Set;

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
   * Runs the job now or later, on any thread, and gives its event to the core. At most one write of
   * the journal and one checkpoint are asked for at a time; they may run at the same time.
   */
  void inBackground(Job job);

  /**
   * Journals a batch, as {@link #inBackground}. Whoever runs the core may also run it between two
   * batches of events, so that what comes meanwhile is one batch.
   *
   * @param bytes about so many are written
   */
  default void journal(Job job, long bytes) {
    inBackground(job);
  }

  /**
   * The copy is this centre's own from now on, durably; before anybody is told.
   *
   * @param sessions those of the main centre, which believe otherwise
   */
  default void takenOver(Set<Long> sessions) {}

  /**
   * How many ticks without a nexus, after somebody told of a disaster, until the copy is taken over
   * without being asked; -1: never.
   */
  default int patienceAfterDisaster() {
    return -1;
  }
}
