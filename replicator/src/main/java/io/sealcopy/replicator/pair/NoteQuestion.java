package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.NoteOutcome;

/** What the remote is told of in a nexus: once at a time, and again when it could not be taken. */
final class NoteQuestion {
  private static final long AGAIN_MILLIS = 200;

  private final GroupPorts ports;
  private boolean open;
  private boolean asked;
  private long nexus;
  private long number;
  private long notBefore;

  NoteQuestion(GroupPorts ports) {
    this.ports = ports;
  }

  void opened(long nexus) {
    this.nexus = nexus;
    open = true;
    asked = false;
    notBefore = Long.MIN_VALUE;
  }

  /** Nobody waits any more for an answer to what was asked. */
  void closed() {
    open = false;
    asked = false;
  }

  /** The nexus in which it is asked. */
  long nexus() {
    return nexus;
  }

  /** Whether nothing is under way, and it is time. */
  boolean mayAsk() {
    return open && !asked && ports.steadyMillis() >= notBefore;
  }

  /** It is asked now, by this number. */
  long ask() {
    asked = true;
    return ++number;
  }

  /** An answer has come; false when nobody waits for it. */
  boolean answered(long question, NoteOutcome outcome) {
    if (!asked || question != number) {
      return false;
    }
    asked = false;
    if (outcome == NoteOutcome.AGAIN) {
      notBefore = ports.steadyMillis() + AGAIN_MILLIS;
    }
    return true;
  }
}
