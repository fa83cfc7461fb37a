package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Nexus;
import org.jspecify.annotations.Nullable;

/** What happens in a target, for metrics and for parts that follow sessions. Must not block. */
public interface TargetEvents {
  TargetEvents NONE = new TargetEvents() {};

  default void connectionOpened() {}

  default void connectionClosed() {}

  default void loginFailed(LoginRefusal refusal) {}

  /** A login waits, because others like it have failed. */
  default void loginHeld() {}

  default void sessionOpened(Nexus nexus) {}

  /** After its last task is gone. */
  default void sessionClosed(Nexus nexus) {}

  default void rejected(RejectReason reason) {}

  /**
   * A command has been answered.
   *
   * @param row null when no row of the table fits
   * @param bytesIn sent to the initiator
   * @param bytesOut taken from it
   */
  default void commandEnded(
      @Nullable CommandSpec row, ScsiStatus status, long bytesIn, long bytesOut) {}
}
