package io.sealcopy.initiator;

import io.sealcopy.protocol.scsi.SenseData;

/** Hears what concerns a session as a whole. Called on the session's threads: must not block. */
public interface SessionListener {
  /** Hears nothing. */
  SessionListener NONE = new SessionListener() {};

  /** A unit reports an event without a command (RFC 7143 §11.9.1, event 0). */
  default void asynchronousEvent(long lun, SenseData sense) {}

  /** The session ended: called once, after every command was completed. */
  default void closed(ScsiOutcome.Failure reason) {}
}
