package io.sealcopy.initiator;

/** Makes every thread of the initiator: three per session and none per command. */
final class Threads {
  private Threads() {}

  static Thread start(String role, String peer, Runnable body) {
    return Thread.ofVirtual().name("initiator-" + role + " " + peer).start(body);
  }

  /**
   * For what reads or writes the link all the time: a virtual thread costs two more wake-ups for
   * each wait there, its poller's and its carrier's.
   */
  static Thread startBusy(String role, String peer, Runnable body) {
    return Thread.ofPlatform().daemon().name("initiator-" + role + " " + peer).start(body);
  }
}
