package io.sealcopy.target.scsi;

import io.sealcopy.protocol.iscsi.Isid;

/**
 * Names an I_T nexus across sessions: what registrations of persistent reservations belong to. RFC
 * 7143 §4.4.2: the initiator port is initiator name and ISID, the target port is target name and
 * portal group.
 */
public record NexusId(String initiatorName, Isid isid, String targetName, int portalGroupTag) {
  /** The initiator port's name, RFC 7143 §4.2.7.2 and SPC-4 §7.6.4.6. */
  public String initiatorPort() {
    return initiatorName + ",i," + isid;
  }
}
