package io.sealcopy.initiator;

/** How a task management request ended. */
public sealed interface TaskManagementOutcome {
  /** The target did it, or there was nothing left to do. */
  record Complete() implements TaskManagementOutcome {}

  /**
   * The target answered something else.
   *
   * @param response a constant of {@link io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse}
   */
  record Refused(int response) implements TaskManagementOutcome {}

  /** The session ended first. */
  record Failed(ScsiOutcome.Failure failure) implements TaskManagementOutcome {}
}
