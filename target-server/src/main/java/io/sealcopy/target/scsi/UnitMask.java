package io.sealcopy.target.scsi;

/** Which units of a target a nexus may know of: to it the others are not there. */
@FunctionalInterface
public interface UnitMask {
  UnitMask NONE = (_, _) -> true;

  /**
   * Whether the nexus reaches the unit. Asked once, when the two could meet first.
   *
   * @param number the logical unit number
   */
  boolean shows(Nexus nexus, int number);
}
