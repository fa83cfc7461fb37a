package io.sealcopy.target.iscsi;

import io.sealcopy.target.scsi.PeerLink;

/** Who may log in. Safe for any thread. */
@FunctionalInterface
public interface AccessPolicy {
  AccessPolicy OPEN = _ -> Access.OPEN;

  /** What holds for the initiator that calls itself {@code initiatorName}. */
  Access accessFor(String initiatorName);

  /** The same, knowing how it comes. */
  default Access accessFor(String initiatorName, PeerLink link) {
    return accessFor(initiatorName);
  }
}
