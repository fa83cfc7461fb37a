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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may log in and with which roles, as a target's configuration says. Safe for any thread. */
public final class ConfiguredAccess implements AccessPolicy {
  private final TargetConfig target;
  private final Map<String, Access> accesses = new HashMap<>();
  private final Map<Integer, String> volumes = new HashMap<>();
  private final Map<String, Map<String, Roles>> roles = new HashMap<>();

  /** Every command asks, so the answers are there: of who has proven its name, and who has not. */
  private record Roles(Set<Role> proven, Set<Role> unproven) {
    static final Roles NONE = new Roles(Set.of(), Set.of());
  }

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
    for (InitiatorConfig initiator : target.initiators()) {
      // Of several with one name, the first counts.
      roles.putIfAbsent(initiator.name(), roles(initiator));
    }
  }

  private Map<String, Roles> roles(InitiatorConfig initiator) {
    Map<String, Roles> onVolumes = new HashMap<>();
    for (String volume : volumes.values()) {
      Set<Role> all = Set.copyOf(initiator.rolesOn(volume));
      Set<Role> host = all.contains(Role.HOST) ? Set.of(Role.HOST) : Set.of();
      onVolumes.put(volume, new Roles(all, target.plainRoles() ? all : host));
    }
    return onVolumes;
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
   * What a session may do with a volume of this target. Without authentication it is a host at
   * most, unless plain roles are allowed. Allocates nothing.
   */
  public Set<Role> rolesOn(String volume, Nexus nexus) {
    Map<String, Roles> named = roles.get(nexus.initiatorName());
    Map<String, Roles> onVolumes = named != null ? named : roles.get(InitiatorConfig.ANY);
    if (onVolumes == null) {
      return Set.of();
    }
    Roles held = onVolumes.getOrDefault(volume, Roles.NONE);
    return nexus.authenticated() ? held.proven : held.unproven;
  }

  /** Whether anybody replicates to the volume: it is, or will be, a copy. */
  public boolean isCopy(String volume) {
    return target.initiators().stream()
        .anyMatch(initiator -> initiator.rolesOn(volume).contains(Role.REPLICATION));
  }
}
