package io.sealcopy.config.read;

import static io.sealcopy.config.read.ConfigFixture.valid;
import static io.sealcopy.config.read.ConfigFixture.warnings;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.Backing;
import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.HostPort;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.Role;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.VolumeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainConfigTest {
  @TempDir Path directory;
  private ConfigFixture files;

  @BeforeEach
  void start() {
    files = new ConfigFixture(directory);
  }

  @Test
  void whatIsNotSaidIsSafe() {
    MainConfig main = valid(files.main("main { state-directory = state }"));

    assertThat(main.stateDirectory()).isEqualTo(directory.resolve("state"));
    assertThat(main.target().portal().listen()).containsExactly(new HostPort("127.0.0.1", 3260));
    assertThat(main.admin().listen()).isEqualTo(new HostPort("127.0.0.1", 9260));
    assertThat(main.admin().tokenFile()).isEqualTo(directory.resolve("state/admin.token"));
    assertThat(main.target().plainRoles()).isFalse();
    assertThat(main.target().initiators()).isEmpty();
    assertThat(main.target().limits().loginTime()).isEqualTo(Duration.ofSeconds(15));
    assertThat(main.journal().size()).isEqualTo(1L << 30);
  }

  @Test
  void aTargetListensOnOneAddressOrOnSeveral() {
    assertThat(valid(files.mainWithTarget("portal.listen = \"192.0.2.7\"")).target().portal())
        .satisfies(
            one -> assertThat(one.listen()).containsExactly(new HostPort("192.0.2.7", 3260)));
    assertThat(
            valid(files.mainWithTarget("portal.listen = [\"192.0.2.7:3261\", \"[::1]\"]"))
                .target()
                .portal()
                .listen())
        .containsExactly(new HostPort("192.0.2.7", 3261), new HostPort("::1", 3260));
  }

  @Test
  void volumesHaveTheirBackingAndGeometry() {
    TargetConfig target =
        valid(
                files.mainWithTarget(
                    """
                    volumes = [
                      { name = a, lun = 0, size = 10 MiB, block-length = 4096,
                        backing.file = a.img }
                      { name = b, lun = 7, size = 1 MiB, thin = false, backing.memory = true }
                      { name = c, lun = 8, read-only = yes, backing.iscsi {
                          portal = "[::1]", target = "iqn.2001-04.org.example:x", lun = 2 } }
                    ]
                    """))
            .target();

    assertThat(target.volumes().get(0))
        .isEqualTo(
            new VolumeConfig(
                "a",
                0,
                new Backing.File(directory.resolve("a.img")),
                OptionalLong.of(10 << 20),
                4096,
                true,
                false,
                false,
                128 << 20));
    assertThat(target.volumes().get(1).backing()).isEqualTo(new Backing.Memory());
    assertThat(target.volumes().get(1).thin()).isFalse();
    VolumeConfig proxied = target.volume("c").orElseThrow();
    assertThat(proxied.size()).isEmpty();
    assertThat(proxied.readOnly()).isTrue();
    assertThat(proxied.backing())
        .isInstanceOfSatisfying(
            Backing.Iscsi.class,
            iscsi -> {
              assertThat(iscsi.lun()).isEqualTo(2);
              assertThat(iscsi.endpoint().portal()).hasToString("[::1]:3260");
            });
  }

  @Test
  void rolesAreThoseOfTheInitiatorOnThatVolume() {
    files.write("secret", "rw-------", "a secret of a file\nnot this line\n");
    TargetConfig target =
        valid(
                files.mainWithTarget(
                    """
                    volumes = [
                      { name = a, lun = 0, size = 1 MiB, backing.memory = true }
                      { name = b, lun = 1, size = 1 MiB, backing.memory = true }
                    ]
                    initiators = [
                      {
                        name = "iqn.1993-08.org.debian:01:h"
                        chap {
                          user = h, secret-file = secret
                          mutual { user = t, secret-env = CHAP_SECRET }
                        }
                        grants = [
                          { volumes = "*", roles = host }
                          { volumes = [b], roles = [decryptor, operator] }
                        ]
                      }
                      { name = "*", grants = [{ volumes = a, roles = host }] }
                    ]
                    """))
            .target();

    InitiatorConfig initiator = target.initiator("iqn.1993-08.org.debian:01:h").orElseThrow();
    assertThat(initiator.rolesOn("a")).containsExactly(Role.HOST);
    assertThat(initiator.rolesOn("b"))
        .containsExactlyInAnyOrder(Role.HOST, Role.DECRYPTOR, Role.OPERATOR);
    ChapConfig chap = initiator.chap().orElseThrow();
    assertThat(new String(chap.secret().copyBytes(), UTF_8)).isEqualTo("a secret of a file");
    assertThat(chap.mutual()).isPresent();
    assertThat(target.toString()).contains("(secret)").doesNotContain("a secret of a file");

    InitiatorConfig anyone = target.initiator("iqn.2001-04.org.example:other").orElseThrow();
    assertThat(anyone.rolesOn("a")).containsExactly(Role.HOST);
    assertThat(anyone.rolesOn("b")).isEmpty();
  }

  @Test
  void whatIsDangerousIsAllowedOnlyWithAWarning() {
    var result =
        files.mainWithTarget(
            """
            plain-roles = allow
            volumes = [{ name = a, lun = 0, size = 1 MiB, backing.memory = true }]
            initiators = [
              { name = "iqn.2001-04.org.example:r", grants = [{ volumes = a, roles = operator }] }
              { name = "iqn.2001-04.org.example:s", chap { user = s, secret = "in the open, yes" } }
            ]
            """);

    assertThat(warnings(result))
        .hasSize(3)
        .anyMatch(line -> line.contains("roles are given without CHAP or TLS"))
        .anyMatch(line -> line.contains("has the role operator without CHAP"))
        .anyMatch(line -> line.contains("a secret stands in the file itself"));
  }
}
