package io.sealcopy.target;

import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.UnitMask;
import java.util.Map;
import java.util.Optional;

/**
 * A target to be served.
 *
 * @param name the iSCSI name
 * @param alias told to initiators at login
 * @param units by logical unit number
 * @param access who may log in, and what they must prove
 * @param powerOnAttention whether a new session's first command meets POWER ON, RESET, as SPC-4
 *     wants; some peers cannot absorb it
 * @param mask which units each initiator may know of
 */
public record TargetDefinition(
    String name,
    Optional<String> alias,
    Map<Integer, LogicalUnit> units,
    AccessPolicy access,
    boolean powerOnAttention,
    UnitMask mask) {
  public TargetDefinition {
    units = Map.copyOf(units);
  }

  /** An open target with one unit, LUN 0. */
  public static TargetDefinition of(String name, LogicalUnit unit) {
    return of(name, Map.of(0, unit), AccessPolicy.OPEN);
  }

  /** A target whose units every initiator that may log in reaches. */
  public static TargetDefinition of(
      String name, Map<Integer, LogicalUnit> units, AccessPolicy access) {
    return new TargetDefinition(name, Optional.empty(), units, access, true, UnitMask.NONE);
  }

  public TargetDefinition withAccess(AccessPolicy policy) {
    return new TargetDefinition(name, alias, units, policy, powerOnAttention, mask);
  }

  public TargetDefinition withMask(UnitMask units) {
    return new TargetDefinition(name, alias, this.units, access, powerOnAttention, units);
  }

  public TargetDefinition withoutPowerOnAttention() {
    return new TargetDefinition(name, alias, units, access, false, mask);
  }
}
