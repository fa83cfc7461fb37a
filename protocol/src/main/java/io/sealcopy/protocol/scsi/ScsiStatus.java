package io.sealcopy.protocol.scsi;

/** The status byte a command ends with. SAM-5 §5.3.1. */
public enum ScsiStatus {
  GOOD(0x00),
  CHECK_CONDITION(0x02),
  CONDITION_MET(0x04),
  BUSY(0x08),
  RESERVATION_CONFLICT(0x18),
  TASK_SET_FULL(0x28),
  ACA_ACTIVE(0x30),
  TASK_ABORTED(0x40),

  /** A code off the wire that SAM-5 does not name. */
  UNKNOWN(0xff);

  private final int code;

  ScsiStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The status for a code, {@link #UNKNOWN} for one that SAM-5 does not name. */
  public static ScsiStatus of(int code) {
    return switch (code) {
      case 0x00 -> GOOD;
      case 0x02 -> CHECK_CONDITION;
      case 0x04 -> CONDITION_MET;
      case 0x08 -> BUSY;
      case 0x18 -> RESERVATION_CONFLICT;
      case 0x28 -> TASK_SET_FULL;
      case 0x30 -> ACA_ACTIVE;
      case 0x40 -> TASK_ABORTED;
      default -> UNKNOWN;
    };
  }
}
