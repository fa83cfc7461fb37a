package io.sealcopy.initiator;

/** Makes every thread of the initiator: virtual ones, three per session and none per command. */
final class Threads {
  private Threads() {}

  static Thread start(String role, String peer, Runnable body) {
    return Thread.ofVirtual().name("initiator-" + role + " " + peer).start(body);
  }
}
