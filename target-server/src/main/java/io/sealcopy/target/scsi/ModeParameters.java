package io.sealcopy.target.scsi;

/**
 * What MODE SELECT can change of a unit.
 *
 * @param descriptorSense sense data comes in descriptor format (D_SENSE)
 * @param softwareWriteProtect nothing may be changed (SWP)
 * @param taskAbortedStatus tasks that another nexus ends are answered with TASK ABORTED (TAS)
 * @param writeCache completed writes may be in a volatile cache (WCE)
 */
public record ModeParameters(
    boolean descriptorSense,
    boolean softwareWriteProtect,
    boolean taskAbortedStatus,
    boolean writeCache) {
  private static final int DESCRIPTOR_SENSE = 0x01;
  private static final int SOFTWARE_WRITE_PROTECT = 0x02;
  private static final int TASK_ABORTED_STATUS = 0x04;
  private static final int WRITE_CACHE = 0x08;

  /** What a unit begins with. */
  public static final ModeParameters DEFAULT = new ModeParameters(false, false, false, true);

  /** The parameters as a number, as {@code protocol/spec/unit-state.md} says. */
  int bits() {
    return (descriptorSense ? DESCRIPTOR_SENSE : 0)
        | (softwareWriteProtect ? SOFTWARE_WRITE_PROTECT : 0)
        | (taskAbortedStatus ? TASK_ABORTED_STATUS : 0)
        | (writeCache ? WRITE_CACHE : 0);
  }

  static ModeParameters ofBits(int bits) {
    return new ModeParameters(
        (bits & DESCRIPTOR_SENSE) != 0,
        (bits & SOFTWARE_WRITE_PROTECT) != 0,
        (bits & TASK_ABORTED_STATUS) != 0,
        (bits & WRITE_CACHE) != 0);
  }
}
