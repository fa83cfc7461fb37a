package io.sealcopy.target.configured;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.Backing;
import io.sealcopy.config.ChapAlgorithm;
import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.GrantConfig;
import io.sealcopy.config.HostPort;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.LimitsConfig;
import io.sealcopy.config.PortalConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.Secret;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.Transport;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.VolumeConfig;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.PeerLink;
import io.sealcopy.target.scsi.TaskControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredAccessTest {
  private static final ChapConfig CHAP =
      new ChapConfig("user", Secret.of("a secret of the host".getBytes(UTF_8)), Optional.empty());

  private static final String CERTIFICATE = TrustedPeer.SHA256 + "ab".repeat(32);
  private static final PeerLink SECURED = PeerLink.secured(CERTIFICATE);

  private static TargetConfig config(boolean plainRoles) {
    return config(plainRoles, true);
  }

  private static TargetConfig config(boolean plainRoles, boolean plainLinks) {
    return new TargetConfig(
        "iqn.2026-01.io.sealcopy:t",
        new PortalConfig(
            List.of(new HostPort("127.0.0.1", 0)),
            List.of(),
            Optional.empty(),
            Transport.AUTO,
            0,
            Duration.ZERO),
        List.of(volume("a", 0), volume("b", 7)),
        List.of(
            new InitiatorConfig(
                "iqn.host", Optional.empty(), List.of(), List.of(grant("a", Role.HOST))),
            new InitiatorConfig(
                "iqn.main", Optional.of(CHAP), List.of(), List.of(grant("b", Role.REPLICATION))),
            new InitiatorConfig(
                "iqn.certified",
                Optional.empty(),
                List.of(new TrustedPeer(CERTIFICATE, Optional.empty())),
                List.of(grant("a", Role.HOST), grant("b", Role.REPLICATION))),
            new InitiatorConfig("iqn.nothing", Optional.empty(), List.of(), List.of()),
            new InitiatorConfig("*", Optional.empty(), List.of(), List.of(grant("b", Role.HOST)))),
        plainRoles,
        plainLinks,
        List.of(ChapAlgorithm.SHA_256, ChapAlgorithm.MD5),
        new LimitsConfig(
            16,
            Duration.ofSeconds(1),
            5,
            Duration.ZERO,
            Duration.ofSeconds(9),
            2,
            16,
            4,
            16 << 20,
            16 << 20));
  }

  private static VolumeConfig volume(String name, int lun) {
    return new VolumeConfig(
        name,
        lun,
        new Backing.Memory(),
        OptionalLong.of(1 << 20),
        512,
        true,
        false,
        false,
        1 << 20);
  }

  private static GrantConfig grant(String volume, Role role) {
    return new GrantConfig(Set.of(volume), Set.of(role));
  }

  private static Nexus nexus(String initiator, boolean authenticated) {
    return new Nexus(
        new NexusId(initiator, new Isid(1), "iqn.t", 1),
        1,
        authenticated ? Optional.of("user") : Optional.empty(),
        TaskControl.NONE);
  }

  @Test
  void onlyUnitsWithARoleAreShown() {
    ConfiguredAccess access = new ConfiguredAccess(config(false));
    assertThat(access.shows(nexus("iqn.host", false), 0)).isTrue();
    assertThat(access.shows(nexus("iqn.host", false), 7)).isFalse();
    assertThat(access.shows(nexus("iqn.main", true), 7)).isTrue();
    assertThat(access.shows(nexus("iqn.main", true), 0)).isFalse();
    assertThat(access.shows(nexus("iqn.anyone", false), 7)).as("by the wildcard").isTrue();
    assertThat(access.shows(nexus("iqn.anyone", false), 0)).isFalse();
    assertThat(access.shows(nexus("iqn.host", false), 3)).as("no such volume").isFalse();
  }

  @Test
  void aRoleThatNeedsChapShowsNothingWithoutIt() {
    assertThat(new ConfiguredAccess(config(false)).shows(nexus("iqn.main", false), 7)).isFalse();
    assertThat(new ConfiguredAccess(config(true)).shows(nexus("iqn.main", false), 7)).isTrue();
  }

  @Test
  void everyCommandGetsTheSameAnswerAndNothingIsAllocatedForIt() {
    ConfiguredAccess access = new ConfiguredAccess(config(false));
    assertThat(access.rolesOn("b", nexus("iqn.main", true)))
        .containsExactly(Role.REPLICATION)
        .isSameAs(access.rolesOn("b", nexus("iqn.main", true)));
    assertThat(access.rolesOn("b", nexus("iqn.main", false))).isEmpty();
    assertThat(access.rolesOn("b", nexus("iqn.anyone", true))).containsExactly(Role.HOST);
    assertThat(access.rolesOn("c", nexus("iqn.anyone", true))).as("no such volume").isEmpty();
  }

  private static Nexus nexus(String initiator, boolean authenticated, PeerLink link) {
    return new Nexus(
        new NexusId(initiator, new Isid(1), "iqn.t", 1),
        1,
        authenticated ? Optional.of("user") : Optional.empty(),
        link,
        TaskControl.NONE);
  }

  @Test
  void replicationIsNotGivenOverPlainLinksUnlessTheyAreAllowed() {
    ConfiguredAccess strict = new ConfiguredAccess(config(false, false));
    assertThat(strict.rolesOn("b", nexus("iqn.main", true, PeerLink.PLAIN))).isEmpty();
    assertThat(strict.rolesOn("b", nexus("iqn.main", true, SECURED)))
        .containsExactly(Role.REPLICATION);
    assertThat(strict.accessFor("iqn.main", PeerLink.PLAIN))
        .isEqualTo(new Access.Denied("replication needs TLS, or plain-links = allow"));
    assertThat(strict.accessFor("iqn.main", SECURED)).isInstanceOf(Access.Chap.class);
    ConfiguredAccess lax = new ConfiguredAccess(config(false, true));
    assertThat(lax.rolesOn("b", nexus("iqn.main", true, PeerLink.PLAIN)))
        .containsExactly(Role.REPLICATION);
    ConfiguredAccess unproven = new ConfiguredAccess(config(true, false));
    assertThat(unproven.rolesOn("b", nexus("iqn.main", false, PeerLink.PLAIN))).isEmpty();
  }

  @Test
  void aCertificateProvesANameAndAnotherDoesNot() {
    ConfiguredAccess access = new ConfiguredAccess(config(false, false));
    assertThat(access.accessFor("iqn.certified", SECURED)).isEqualTo(Access.OPEN);
    assertThat(access.rolesOn("b", nexus("iqn.certified", false, SECURED)))
        .containsExactly(Role.REPLICATION);
    assertThat(access.rolesOn("a", nexus("iqn.certified", false, SECURED)))
        .containsExactly(Role.HOST);
    assertThat(access.accessFor("iqn.certified", PeerLink.PLAIN)).isInstanceOf(Access.Denied.class);
    assertThat(access.accessFor("iqn.certified", PeerLink.secured("sha256:other")))
        .isEqualTo(new Access.Denied("its tls-certificate is another one than sha256:other"));
  }

  @Test
  void whoMayLogInAndHow() {
    ConfiguredAccess access = new ConfiguredAccess(config(false));
    assertThat(access.accessFor("iqn.host")).isEqualTo(Access.OPEN);
    assertThat(access.accessFor("iqn.nothing")).isEqualTo(Access.DENIED);
    assertThat(access.accessFor("iqn.anyone")).isEqualTo(Access.OPEN);
    assertThat(access.accessFor("iqn.main"))
        .isInstanceOfSatisfying(
            Access.Chap.class,
            chap -> {
              assertThat(chap.algorithms())
                  .containsExactly(
                      io.sealcopy.protocol.iscsi.auth.ChapAlgorithm.SHA_256,
                      io.sealcopy.protocol.iscsi.auth.ChapAlgorithm.MD5);
              assertThat(chap.toString()).doesNotContain("secret of");
            });
  }
}
