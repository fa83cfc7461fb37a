package io.sealcopy.target;

import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.scsi.LogicalUnit;
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
 */
public record TargetDefinition(
    String name,
    Optional<String> alias,
    Map<Integer, LogicalUnit> units,
    AccessPolicy access,
    boolean powerOnAttention) {
  public TargetDefinition {
    units = Map.copyOf(units);
  }

  /** An open target with one unit, LUN 0. */
  public static TargetDefinition of(String name, LogicalUnit unit) {
    return new TargetDefinition(name, Optional.empty(), Map.of(0, unit), AccessPolicy.OPEN, true);
  }

  public TargetDefinition withAccess(AccessPolicy policy) {
    return new TargetDefinition(name, alias, units, policy, powerOnAttention);
  }

  public TargetDefinition withoutPowerOnAttention() {
    return new TargetDefinition(name, alias, units, access, false);
  }
}
