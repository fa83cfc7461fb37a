package io.sealcopy.target.iscsi;

import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.ScsiTarget;
import java.util.Optional;

/**
 * A session in full feature phase.
 *
 * @param nexus empty for a discovery session
 * @param connection its only connection
 */
public record Session(
    int tsih,
    LoginResult login,
    CommandWindow window,
    Optional<Nexus> nexus,
    Connection connection) {

  /** The target, empty for a discovery session. */
  public Optional<ScsiTarget> target() {
    return login.target().map(ServedTarget::scsi);
  }
}
