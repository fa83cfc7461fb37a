package io.sealcopy.initiator;

import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import java.util.Optional;

/** How a command ended. */
public sealed interface ScsiOutcome {
  /** A response with status GOOD. */
  default boolean good() {
    return this instanceof Response response && response.status() == ScsiStatus.GOOD;
  }

  /** For a message to an operator. */
  String describe();

  /**
   * The target answered.
   *
   * @param dataInLength bytes put into the caller's buffer
   * @param underflow bytes of the expected length that were not transferred
   * @param overflow bytes that did not fit the expected length
   */
  record Response(
      ScsiStatus status, Optional<SenseData> sense, int dataInLength, long underflow, long overflow)
      implements ScsiOutcome {
    @Override
    public String describe() {
      return status + sense.map(s -> ": " + s).orElse("");
    }
  }

  /**
   * No answer to be had.
   *
   * @param maybeExecuted false: the target never saw the command
   */
  record Failure(FailureKind kind, boolean maybeExecuted, String message) implements ScsiOutcome {
    @Override
    public String describe() {
      return message;
    }
  }

  /** Why there is no response. */
  enum FailureKind {
    /** The connection ended, or the target dropped it. */
    CONNECTION_LOST,
    /** The target gave no sign of life. */
    PING_TIMEOUT,
    /** This or another command of the session took too long. */
    COMMAND_TIMEOUT,
    /** A header or data digest was wrong. */
    DIGEST_ERROR,
    /** The target broke RFC 7143. */
    PROTOCOL_VIOLATION,
    /** The target refused the PDU with Reject. */
    REJECTED,
    /** The target could not carry the command out at the iSCSI level. */
    TARGET_FAILURE,
    /** Aborted by task management of ours. */
    ABORTED,
    /** The session was closed, by us or at the target's request. */
    SESSION_CLOSED
  }
}
