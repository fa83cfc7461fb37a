package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;

/** What the writer of a session has to send. */
sealed interface Outgoing {
  /** A command with the data that goes with it unasked. */
  record Command(Task task) implements Outgoing {}

  /** Data a target asked for. */
  record Solicited(Task task, int targetTransferTag, int offset, int length) implements Outgoing {}

  /** A sign of life: ours with a tag, or the answer to the target's. */
  record Ping(long lun, int initiatorTaskTag, int targetTransferTag) implements Outgoing {}

  record Management(int tag, int function, long lun, int referencedTag, int refCmdSn)
      implements Outgoing {}

  /**
   * The end of the session.
   *
   * @param tag of the request
   */
  record Logout(int tag) implements Outgoing {
    static final int REASON = LogoutRequest.CLOSE_SESSION;
  }
}
