package io.sealcopy.config.read;

import io.sealcopy.config.ChapAlgorithm;
import io.sealcopy.config.HostPort;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.LimitsConfig;
import io.sealcopy.config.PortalConfig;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.Transport;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.VolumeConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads an iSCSI target: its portal, volumes, initiators and limits. */
final class TargetReader {
  /** Twice the longest transfer: one that is being sent in parts, and one more. */
  private static final long LEAST_BUFFERED = 16 << 20;

  /** What a connection needs to go on whatever the others hold. */
  private static final long SHARE = 384 << 10;

  private static final Map<String, Boolean> PLAIN = plain();
  private static final Map<String, ChapAlgorithm> ALGORITHMS = Choices.of(ChapAlgorithm.class);
  private static final Map<String, Transport> TRANSPORTS = Choices.of(Transport.class);

  private TargetReader() {}

  static TargetConfig read(Section in) {
    String name = Scalars.iscsiName(in, "name");
    PortalConfig portal = portal(in.section("portal", "portal"));
    List<VolumeConfig> volumes = new VolumeReader().read(in);
    boolean plainRoles =
        allowed(
            in,
            "plain-roles",
            "roles are given without CHAP or TLS: whoever knows an initiator's name has its roles");
    boolean plainLinks =
        allowed(in, "plain-links", "replication is taken over connections without TLS");
    Set<String> names = volumes.stream().map(VolumeConfig::name).collect(Collectors.toSet());
    List<InitiatorConfig> initiators = new InitiatorReader(names, plainRoles).read(in);
    checkLinks(in, portal, plainLinks, initiators);
    List<ChapAlgorithm> algorithms = algorithms(in);
    LimitsConfig limits = limits(in.section("limits", "limits"));
    in.done();
    return new TargetConfig(
        name, portal, volumes, initiators, plainRoles, plainLinks, algorithms, limits);
  }

  private static PortalConfig portal(Section in) {
    Optional<Integer> defaultPort = Optional.of(ChapReader.DEFAULT_PORT);
    List<HostPort> secured = Scalars.hostPorts(in, "tls-listen", defaultPort);
    List<HostPort> plain = Scalars.hostPorts(in, "listen", defaultPort);
    Optional<TlsConfig> tls = TlsReader.optional(in);
    checkPortal(in, plain, secured, tls);
    PortalConfig portal =
        new PortalConfig(
            plain,
            secured,
            tls,
            Scalars.choice(in, "transport", Scalars.text(in, "transport"), TRANSPORTS)
                .orElse(Transport.AUTO),
            Scalars.number(in, "event-loops", 0, 1024),
            Scalars.duration(in, "spin", Duration.ZERO, Duration.ofMillis(10)));
    in.done();
    return portal;
  }

  private static void checkPortal(
      Section in, List<HostPort> plain, List<HostPort> secured, Optional<TlsConfig> tls) {
    if (plain.isEmpty() && secured.isEmpty() && in.sound("listen") && in.sound("tls-listen")) {
      in.problem("listen", "is empty: nobody could connect", "name one address at least");
    }
    secured.stream()
        .filter(each -> each.port() != 0 && plain.contains(each))
        .forEach(each ->
            in.problem("tls-listen", each + " is in listen too", "take it out of one of them"));
    if (!secured.isEmpty() && tls.isEmpty() && in.value("tls").isEmpty()) {
      in.problem("tls-listen", "needs to know who we are", "add: tls { certificate ... }");
    } else if (secured.isEmpty() && tls.isPresent()) {
      in.problem("tls", "has no portal", "name one in tls-listen");
    }
  }

  /** Whether what is safe only where nobody else can be is allowed all the same. */
  static boolean allowed(Section in, String key, String warning) {
    boolean allowed = Scalars.choice(in, key, Scalars.text(in, key), PLAIN).orElse(false);
    if (allowed) {
      in.warning(key, warning, "only for a network on which nobody else can be");
    }
    return allowed;
  }

  private static void checkLinks(
      Section in, PortalConfig portal, boolean plainLinks, List<InitiatorConfig> initiators) {
    boolean secured = !portal.tlsListen().isEmpty();
    List<TrustedPeer> peers =
        initiators.stream().flatMap(each -> each.tlsCertificate().stream()).toList();
    if (secured && portal.tls().isPresent() && portal.tls().get().trust().isEmpty()) {
      if (peers.isEmpty()) {
        in.problem(
            "portal",
            "nobody could connect in TLS: no certificate is trusted",
            "name them in portal.tls.trust, or in tls-certificate of initiators");
      }
    } else if (!secured && !peers.isEmpty()) {
      in.problem(
          "portal", "an initiator has a tls-certificate, and no portal TLS", "add tls-listen");
    }
    initiators.stream()
        .filter(each -> !each.name().equals(InitiatorConfig.ANY) && each.mayReplicate())
        .filter(_ -> !secured && !plainLinks && in.sound("portal"))
        .findFirst()
        .ifPresent(each ->
            in.problem(
                "initiators",
                each.name() + " has the role replication, which is not given without TLS",
                "add tls-listen and tls { ... } to the portal, or plain-links = allow"));
  }

  private static List<ChapAlgorithm> algorithms(Section in) {
    Set<ChapAlgorithm> algorithms = new LinkedHashSet<>();
    for (String text : Scalars.texts(in, "chap-algorithms")) {
      Scalars.choice(in, "chap-algorithms", text, ALGORITHMS).ifPresent(algorithms::add);
    }
    if (algorithms.isEmpty() && in.sound("chap-algorithms")) {
      in.problem("chap-algorithms", "is empty: nobody could log in with CHAP", "name one at least");
    }
    return List.copyOf(algorithms);
  }

  private static LimitsConfig limits(Section in) {
    LimitsConfig limits =
        new LimitsConfig(
            Scalars.number(in, "connections", 1, 1 << 16),
            Scalars.duration(in, "login-time", Duration.ofSeconds(1), Duration.ofMinutes(10)),
            Scalars.number(in, "login-failures", 0, 1 << 20),
            Scalars.duration(in, "login-wait", Duration.ZERO, Duration.ofMinutes(1)),
            Scalars.duration(in, "ping-interval", Duration.ofSeconds(1), Duration.ofHours(1)),
            Scalars.number(in, "lost-pings", 1, 1000),
            Scalars.number(in, "queue-depth", 1, 1 << 12),
            Scalars.number(in, "connections-per-session", 1, 64),
            Scalars.size(in, "buffered-per-connection", LEAST_BUFFERED),
            Scalars.size(in, "buffered", LEAST_BUFFERED));
    if (limits.buffered() < limits.bufferedPerConnection()
        && in.sound("buffered")
        && in.sound("buffered-per-connection")) {
      in.problem(
          "buffered", "is less than buffered-per-connection", "all connections hold more than one");
    } else if (limits.buffered() / 2 < limits.connections() * SHARE && in.sound("buffered")) {
      in.warning(
          "buffered",
          "is less than 768 KiB for each of %d connections: when all of them are busy, some wait"
              .formatted(limits.connections()),
          "raise it, or lower connections");
    }
    in.done();
    return limits;
  }

  private static Map<String, Boolean> plain() {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put("allow", true);
    choices.put("refuse", false);
    return choices;
  }
}
