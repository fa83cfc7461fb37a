package io.sealcopy.target.iscsi;

import io.sealcopy.target.scsi.ScsiTarget;
import java.util.Optional;

/** A target that initiators can log in to. */
public record ServedTarget(ScsiTarget scsi, Optional<String> alias, AccessPolicy access) {
  public String name() {
    return scsi.name();
  }
}
