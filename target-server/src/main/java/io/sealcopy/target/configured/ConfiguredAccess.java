package io.sealcopy.target.configured;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.scsi.Nexus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Who may log in and with which roles, as a target's configuration says. Safe for any thread. */
public final class ConfiguredAccess implements AccessPolicy {
  private final TargetConfig target;

  public ConfiguredAccess(TargetConfig target) {
    this.target = target;
  }

  @Override
  public Access accessFor(String initiatorName) {
    Optional<InitiatorConfig> initiator = target.initiator(initiatorName);
    if (initiator.isEmpty() || initiator.get().grants().isEmpty()) {
      return Access.DENIED;
    }
    return initiator.get().chap().map(ConfiguredAccess::chap).orElse(Access.OPEN);
  }

  private static Access chap(ChapConfig chap) {
    return new Access.Chap(
        credentials(chap.user(), chap.secret().copyBytes()),
        chap.mutual().map(m -> credentials(m.user(), m.secret().copyBytes())));
  }

  private static ChapCredentials credentials(String user, byte[] secret) {
    return new ChapCredentials(user, ChapSecret.of(secret));
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
