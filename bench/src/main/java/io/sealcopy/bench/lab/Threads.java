package io.sealcopy.bench.lab;

/** Where the module's threads are made. */
public final class Threads {
  private Threads() {}

  /** A thread that does not keep the process alive. */
  public static Thread start(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name(name).start(work);
  }
}
