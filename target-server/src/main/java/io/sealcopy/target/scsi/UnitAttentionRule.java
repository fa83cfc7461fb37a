package io.sealcopy.target.scsi;

/** What a command does with a pending unit attention condition. SPC-4 §5.9, SAM-5 §5.14. */
public enum UnitAttentionRule {
  /** Ends with it: CHECK CONDITION. */
  REPORTED,
  /** Runs, and the condition stays: INQUIRY, REPORT LUNS. */
  KEPT,
  /** Runs and fetches it as its own data: REQUEST SENSE. */
  FETCHED
}
