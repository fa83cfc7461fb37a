package io.sealcopy.decryptor;

/** Makes every thread of the decryptor. */
final class Threads {
  private Threads() {}

  /** Runs {@code work}, which may block, on a thread of its own. */
  static void start(String name, Runnable work) {
    Thread.ofVirtual().name(name).start(work);
  }
}
