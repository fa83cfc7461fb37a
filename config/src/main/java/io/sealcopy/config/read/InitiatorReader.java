package io.sealcopy.config.read;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.GrantConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.Nearest;
import io.sealcopy.config.Role;
import io.sealcopy.config.TrustedPeer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads who may log in, and checks that nobody gets a role without proof of who it is. */
final class InitiatorReader {
  private static final Map<String, Role> ROLES = Choices.of(Role.class);

  private final Set<String> volumes;
  private final boolean plainRoles;
  private final Set<String> names = new HashSet<>();

  /**
   * Reads initiators of a target.
   *
   * @param volumes the names of its volumes
   */
  InitiatorReader(Set<String> volumes, boolean plainRoles) {
    this.volumes = volumes;
    this.plainRoles = plainRoles;
  }

  List<InitiatorConfig> read(Section target) {
    List<InitiatorConfig> initiators = new ArrayList<>();
    for (Section in : target.sections("initiators", "initiator")) {
      initiators.add(initiator(in));
    }
    return List.copyOf(initiators);
  }

  private InitiatorConfig initiator(Section in) {
    String name =
        Scalars.optionalText(in, "name").filter(InitiatorConfig.ANY::equals).isPresent()
            ? InitiatorConfig.ANY
            : Scalars.iscsiName(in, "name");
    if (in.sound("name") && !names.add(name)) {
      in.problem("name", "\"" + name + "\" is listed before this too", "put its grants together");
    }
    Optional<ChapConfig> chap = ChapReader.chap(in);
    List<TrustedPeer> certificates = TlsReader.peers(in, "tls-certificate");
    List<GrantConfig> grants = new ArrayList<>();
    boolean proven =
        chap.isPresent()
            || !certificates.isEmpty()
            || !in.sound("chap")
            || !in.sound("tls-certificate");
    for (Section grant : in.sections("grants", "grant")) {
      grants.add(grant(grant, name, proven));
    }
    in.done();
    return new InitiatorConfig(name, chap, certificates, List.copyOf(grants));
  }

  private GrantConfig grant(Section in, String initiator, boolean proven) {
    Set<String> granted = new LinkedHashSet<>(Scalars.texts(in, "volumes"));
    if (granted.isEmpty() && in.sound("volumes")) {
      in.problem("volumes", "is empty", "name volumes, or \"*\" for all");
    }
    for (String volume : granted) {
      if (!volume.equals(InitiatorConfig.ANY) && !volumes.contains(volume)) {
        in.problem("volumes", "there is no volume \"" + volume + "\"", suggestion(volume));
      }
    }
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String role : Scalars.texts(in, "roles")) {
      Scalars.choice(in, "roles", role, ROLES).ifPresent(roles::add);
    }
    if (roles.isEmpty() && in.sound("roles")) {
      in.problem("roles", "is empty", "it has one or more of " + String.join(", ", ROLES.keySet()));
    }
    checkProof(in, initiator, proven, roles);
    in.done();
    return new GrantConfig(Set.copyOf(granted), Set.copyOf(roles));
  }

  private void checkProof(Section in, String initiator, boolean proven, Set<Role> roles) {
    EnumSet<Role> strong = EnumSet.copyOf(roles.isEmpty() ? Set.of(Role.HOST) : roles);
    strong.remove(Role.HOST);
    if (strong.isEmpty()) {
      return;
    }
    String given = String.join(", ", strong.stream().map(Choices::nameOf).toList());
    if (initiator.equals(InitiatorConfig.ANY)) {
      in.problem("roles", "\"*\" cannot have the role " + given, "name the initiator");
    } else if (!proven && !plainRoles) {
      in.problem(
          "roles",
          initiator
              + " has the role "
              + given
              + " without CHAP or TLS: anyone could claim its name",
          "add chap { ... } or tls-certificate to it, or plain-roles = allow to the target");
    } else if (!proven) {
      in.warning(
          "roles",
          initiator + " has the role " + given + " without CHAP or TLS",
          "whoever has its name has it");
    }
  }

  private String suggestion(String volume) {
    return Nearest.to(volume, volumes)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElse("the volumes are: " + String.join(", ", volumes));
  }
}
