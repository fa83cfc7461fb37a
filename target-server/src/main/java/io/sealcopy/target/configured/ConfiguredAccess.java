package io.sealcopy.target.configured;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.Secret;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.scsi.Nexus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may log in and with which roles, as a target's configuration says. Safe for any thread. */
public final class ConfiguredAccess implements AccessPolicy {
  private final TargetConfig target;
  private final Map<String, Access> accesses = new HashMap<>();
  private final Map<Integer, String> volumes = new HashMap<>();

  public ConfiguredAccess(TargetConfig target) {
    this.target = target;
    List<ChapAlgorithm> algorithms =
        target.chapAlgorithms().stream()
            .map(algorithm -> ChapAlgorithm.of(algorithm.number()).orElseThrow())
            .toList();
    for (InitiatorConfig initiator : target.initiators()) {
      if (!initiator.grants().isEmpty()) {
        accesses.put(
            initiator.name(),
            initiator.chap().map(chap -> chap(chap, algorithms)).orElse(Access.OPEN));
      }
    }
    for (VolumeConfig volume : target.volumes()) {
      volumes.put(volume.lun(), volume.name());
    }
  }

  @Override
  public Access accessFor(String initiatorName) {
    return target
        .initiator(initiatorName)
        .map(initiator -> accesses.getOrDefault(initiator.name(), Access.DENIED))
        .orElse(Access.DENIED);
  }

  private static Access chap(ChapConfig chap, List<ChapAlgorithm> algorithms) {
    return new Access.Chap(
        credentials(chap.user(), chap.secret()),
        chap.mutual().map(m -> credentials(m.user(), m.secret())),
        algorithms);
  }

  private static ChapCredentials credentials(String user, Secret secret) {
    byte[] bytes = secret.copyBytes();
    try {
      return new ChapCredentials(user, ChapSecret.of(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether a session may know of the unit: it holds a role on its volume. A {@code UnitMask}. */
  public boolean shows(Nexus nexus, int lun) {
    String volume = volumes.get(lun);
    return volume != null && !rolesOn(volume, nexus).isEmpty();
  }

  /**
   * What a session may do with a volume. Without authentication it is a host at most, unless plain
   * roles are allowed.
   */
  public Set<Role> rolesOn(String volume, Nexus nexus) {
    Set<Role> roles =
        target
            .initiator(nexus.initiatorName())
            .map(initiator -> initiator.rolesOn(volume))
            .orElse(Set.of());
    EnumSet<Role> held = EnumSet.noneOf(Role.class);
    for (Role role : roles) {
      if (role == Role.HOST || nexus.authenticated() || target.plainRoles()) {
        held.add(role);
      }
    }
    return held;
  }

  /** Whether anybody replicates to the volume: it is, or will be, a copy. */
  public boolean isCopy(String volume) {
    return target.initiators().stream()
        .anyMatch(initiator -> initiator.rolesOn(volume).contains(Role.REPLICATION));
  }
}
