package io.sealcopy.target.configured;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.Secret;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.PeerLink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may log in and with which roles, as a target's configuration says. Safe for any thread. */
public final class ConfiguredAccess implements AccessPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredAccess.class);

  private final TargetConfig target;
  private final Map<String, Access> accesses = new HashMap<>();
  private final Map<Integer, String> volumes = new HashMap<>();
  private final Map<String, Map<String, Roles>> roles = new HashMap<>();

  /**
   * Every command asks, so the answers are there.
   *
   * @param certified whether the login was refused unless the right certificate was shown
   * @param proven the roles of who has proven its name, over TLS
   * @param provenPlain the same without TLS
   * @param unproven of who has not, over TLS
   * @param unprovenPlain the same without TLS
   */
  private record Roles(
      boolean certified,
      Set<Role> proven,
      Set<Role> provenPlain,
      Set<Role> unproven,
      Set<Role> unprovenPlain) {
    static final Roles NONE = new Roles(false, Set.of(), Set.of(), Set.of(), Set.of());

    Set<Role> of(Nexus nexus) {
      boolean secured = nexus.link().isSecured();
      if (nexus.authenticated() || certified) {
        return secured ? proven : provenPlain;
      }
      return secured ? unproven : unprovenPlain;
    }
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
      Set<Role> unproven = target.plainRoles() ? all : host;
      onVolumes.put(
          volume,
          new Roles(
              !initiator.tlsCertificate().isEmpty(),
              all,
              overPlainLinks(all),
              unproven,
              overPlainLinks(unproven)));
    }
    return onVolumes;
  }

  private Set<Role> overPlainLinks(Set<Role> roles) {
    if (target.plainLinks() || !roles.contains(Role.REPLICATION)) {
      return roles;
    }
    return roles.stream()
        .filter(role -> role != Role.REPLICATION)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Access accessFor(String initiatorName) {
    return accessFor(initiatorName, PeerLink.PLAIN);
  }

  @Override
  public Access accessFor(String initiatorName, PeerLink link) {
    return target
        .initiator(initiatorName)
        .map(initiator -> accessFor(initiator, link))
        .orElse(Access.DENIED);
  }

  private Access accessFor(InitiatorConfig initiator, PeerLink link) {
    List<TrustedPeer> bound = initiator.tlsCertificate();
    if (!bound.isEmpty() && !link.isSecured()) {
      return new Access.Denied("it has a tls-certificate and comes without TLS");
    }
    String shown = link.certificate().orElse("");
    if (!bound.isEmpty() && bound.stream().noneMatch(each -> each.fingerprint().equals(shown))) {
      return new Access.Denied("its tls-certificate is another one than " + shown);
    }
    boolean plain = !link.isSecured() && !target.plainLinks();
    if (plain && initiator.mayReplicate()) {
      if (roles(initiator).values().stream().allMatch(each -> each.provenPlain().isEmpty())) {
        return new Access.Denied("replication needs TLS, or plain-links = allow");
      }
      LOG.warn("{} comes without TLS: it does not get the role replication", initiator.name());
    }
    return accesses.getOrDefault(initiator.name(), Access.DENIED);
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
    return held.of(nexus);
  }

  /** Whether anybody replicates to the volume: it is, or will be, a copy. */
  public boolean isCopy(String volume) {
    return target.initiators().stream()
        .anyMatch(initiator -> initiator.rolesOn(volume).contains(Role.REPLICATION));
  }
}
