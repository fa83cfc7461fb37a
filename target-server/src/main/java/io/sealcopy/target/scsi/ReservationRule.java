package io.sealcopy.target.scsi;

/** How a command fares when another nexus holds a reservation. SPC-4 §5.13.1, SBC-3 §4.17. */
public enum ReservationRule {
  /** Allowed under every persistent reservation; a RESERVE(6) of another nexus conflicts. */
  ALLOWED,
  /** Allowed even under a RESERVE(6) of another nexus: INQUIRY, REPORT LUNS, REQUEST SENSE. */
  ALWAYS,
  /** Reads the medium: conflicts with the exclusive access types only. */
  READS,
  /** Changes something: conflicts with every type unless the type admits registrants. */
  CHANGES,
  /** The command decides: PERSISTENT RESERVE OUT, RESERVE(6), RELEASE(6), START STOP UNIT. */
  ITSELF
}
