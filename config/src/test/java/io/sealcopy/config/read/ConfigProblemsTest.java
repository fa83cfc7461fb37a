package io.sealcopy.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigProblemsTest {
  @TempDir Path directory;
  private ConfigFixture files;

  @BeforeEach
  void start() {
    files = new ConfigFixture(directory);
  }

  @Test
  void allProblemsAreReportedAtOnceWithTheirPlaces() {
    var result =
        files.main(
            """
            main {
              target {
                name = "IQN.2026-01.org.example:Main"
                portal { listn = "127.0.0.1:3260" }
                volumes = [
                  { name = a, lun = 0, size = 1000, backing.memory = true }
                  { name = a, lun = 0, size = 10 apples, backing.memory = true }
                  { name = c, lun = 1, size = 1 MiB, block-length = 520, backing.memory = true }
                  { name = d, lun = 99999, size = 1 MiB
                    backing { memory = true, file = d.img } }
                ]
                limits.login-time = 30
              }
              admin.listen = "localhost:99999"
            }
            """);

    assertThat(files.problems(result))
        .containsExactly(
            "main.conf:1: main.state-directory: is missing; add it here",
            "main.conf:3: main.target.name: \"IQN.2026-01.org.example:Main\" is not an iSCSI name:"
                + " it has capital letters, which the protocol folds to small ones; write for"
                + " example \"iqn.2026-01.org.example:store1\" (RFC 7143 §4.2.7.1)",
            "main.conf:4: main.target.portal.listn: there is no such key; did you mean"
                + " \"listen\"?",
            "main.conf:6: main.target.volumes[0].size: 1000 bytes are not a whole number of blocks"
                + " of 512 bytes; write a multiple of 512",
            "main.conf:7: main.target.volumes[1].name: a volume before this is called \"a\" too;"
                + " choose another",
            "main.conf:7: main.target.volumes[1].lun: 0 is taken by the volume \"a\"; choose"
                + " another",
            "main.conf:7: main.target.volumes[1].size: \"10 apples\" is not possible; it is a size,"
                + " e.g. \"10 GiB\"",
            "main.conf:8: main.target.volumes[2].block-length: \"520\" is not possible; it is one"
                + " of 512, 4096",
            "main.conf:9: main.target.volumes[3].lun: 99999 is out of range; it is 0 to 16383",
            "main.conf:10: main.target.volumes[3].backing.file: 2 things to keep the bytes in; give"
                + " exactly one of file, block-device, memory, iscsi",
            "main.conf:12: main.target.limits.login-time: \"30\" has no unit; write a time with its"
                + " unit, e.g. \"30 s\" or \"500 ms\"",
            "main.conf:14: main.admin.listen: \"localhost:99999\" is not an address and a port;"
                + " write host:port, e.g. \"192.0.2.7:3260\" or \"[2001:db8::7]:3260\", port 0 to"
                + " 65535");
  }

  @Test
  void everyPortalIsAnAddressOfItsOwn() {
    var result = files.mainWithTarget("portal.listen = [\"[::1]\", \"[::1]:3260\", \"::1\"]");
    assertThat(files.problems(result))
        .containsExactly(
            "main.conf:3: main.target.portal.listen: [::1]:3260 is listed twice; take one of them"
                + " out",
            "main.conf:3: main.target.portal.listen: \"::1\" is not an address and a port; write"
                + " host:port, e.g. \"192.0.2.7:3260\" or \"[2001:db8::7]:3260\", port 0 to"
                + " 65535");
    assertThat(files.problems(files.mainWithTarget("portal.listen = []")))
        .containsExactly(
            "main.conf:3: main.target.portal.listen: is empty: nobody could connect; name one"
                + " address at least");
  }

  @Test
  void noRoleWithoutProofOfWhoItIs() {
    var result =
        files.mainWithTarget(
            """
            volumes = [{ name = data, lun = 0, size = 1 MiB, backing.memory = true }]
            initiators = [
              { name = "iqn.2001-04.org.example:r", grants = [{ volumes = dat, roles = operator }] }
              { name = "*", grants = [{ volumes = data, roles = [host, replication] }] }
              { name = "iqn.2001-04.org.example:r", grants = [{ volumes = data, roles = boss }] }
            ]
            """);

    assertThat(files.problems(result))
        .containsExactly(
            "main.conf:5: main.target.initiators[0].grants[0].volumes: there is no volume \"dat\";"
                + " did you mean \"data\"?",
            "main.conf:5: main.target.initiators[0].grants[0].roles: iqn.2001-04.org.example:r has"
                + " the role operator without CHAP or TLS: anyone could claim its name; add"
                + " chap { ... } or tls-certificate to it, or plain-roles = allow to the target",
            "main.conf:6: main.target.initiators[1].grants[0].roles: \"*\" cannot have the role"
                + " replication; name the initiator",
            "main.conf:7: main.target.initiators[2].name: \"iqn.2001-04.org.example:r\" is listed"
                + " before this too; put its grants together",
            "main.conf:7: main.target.initiators[2].grants[0].roles: \"boss\" is not possible; it"
                + " is one of host, replication, decryptor, operator");
  }

  @Test
  void aSecretMustBeSecretLongAndOfOneDirection() {
    files.write("open", "rw-r--r--", "a secret that all can read");
    files.write("short", "rw-------", "short");
    files.write("good", "rw-------", "twelve bytes or more");
    var result =
        files.mainWithTarget(
            """
            initiators = [
              { name = "iqn.2001-04.org.example:a", chap { user = a, secret-file = open } }
              { name = "iqn.2001-04.org.example:b", chap { user = a, secret-file = short } }
              { name = "iqn.2001-04.org.example:c", chap { user = a, secret-env = NO_SUCH } }
              { name = "iqn.2001-04.org.example:d", chap { user = a } }
              { name = "iqn.2001-04.org.example:e", chap { user = a, secret-file = good
                  mutual { user = t, secret-env = CHAP_SECRET } } }
              { name = "iqn.2001-04.org.example:f", chap { user = a, secret-file = missing } }
            ]
            """);

    assertThat(files.problems(result))
        .containsExactly(
            "main.conf:4: main.target.initiators[0].chap.secret-file: open can be read by others"
                + " than its owner; run: chmod 600 open",
            "main.conf:5: main.target.initiators[1].chap.secret-file: the secret is shorter than 12"
                + " bytes; make one with: openssl rand -base64 18",
            "main.conf:6: main.target.initiators[2].chap.secret-env: there is no environment"
                + " variable NO_SUCH; set it before the start",
            "main.conf:7: main.target.initiators[3].chap.secret-file: is missing; add it here",
            "main.conf:9: main.target.initiators[4].chap.mutual: has the same secret as the other"
                + " direction; use another: an answer could be sent back as one's own (RFC 7143"
                + " §9.2.1)",
            "main.conf:10: main.target.initiators[5].chap.secret-file: cannot read missing: there"
                + " is no such file");
  }

  @Test
  void whatIsNoHoconIsNamedWithItsLine() {
    assertThat(files.problems(files.main("main {\n  target = [1, 2\n}\n")))
        .singleElement()
        .asString()
        .startsWith("main.conf:3: ")
        .contains("it is HOCON");
  }

  @Test
  void aFileForAnotherProgramIsNamed() {
    assertThat(files.problems(files.main("remote { state-directory = x }")))
        .containsExactly("main.conf:1: main: is missing; add: main { ... }");
    assertThat(files.problems(files.main("mian { state-directory = x }")))
        .contains("main.conf:1: mian: there is no such key; did you mean \"main\"?");
  }

  @Test
  void aFileThatDoesNotExistIsNamed() {
    var result = ConfigReader.remote(directory.resolve("none.conf"), Map.of());

    assertThat(files.problems(result))
        .containsExactly(
            "none.conf: there is no such file; make one from the example config/remote.conf");
  }

  @Test
  void aVolumeWithoutItsFileNeedsASizeAndADirectory() {
    var result =
        files.mainWithTarget(
            """
            volumes = [
              { name = a, lun = 0, backing.file = a.img }
              { name = b, lun = 1, size = 1 MiB, backing.file = no/such/b.img }
              { name = c, lun = 2, backing.block-device = /dev/no-such-disk }
              { name = d, lun = 3, size = 1 MiB, backing.file = e.img }
              { name = e, lun = 4, size = 1 MiB, backing.file = e.img }
            ]
            """);

    assertThat(files.problems(result))
        .containsExactly(
            "main.conf:4: main.target.volumes[0].size: is missing: a.img does not exist yet; add"
                + " for example: size = 10 GiB",
            "main.conf:5: main.target.volumes[1].backing.file: there is no directory no/such; run:"
                + " mkdir -p no/such",
            "main.conf:6: main.target.volumes[2].backing.block-device: there is no"
                + " /dev/no-such-disk; list block devices with: lsblk",
            "main.conf:8: main.target.volumes[4].backing.file: e.img is the volume \"d\" already;"
                + " choose another");
  }
}
