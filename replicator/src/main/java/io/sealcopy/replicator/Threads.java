package io.sealcopy.replicator;

/** The only place of this module that makes threads; each name says whose it is. */
public final class Threads {
  private Threads() {}

  /** A thread of its own for work that runs as long as a group: its loop, its syncs. */
  public static Thread platform(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon(true).start(work);
  }

  /** A cheap thread for something that may wait for the network. */
  public static Thread virtual(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

  /** Run when the process is told to end. */
  public static Thread atExit(String name, Runnable work) {
    return Thread.ofPlatform().name(name).unstarted(work);
  }
}
