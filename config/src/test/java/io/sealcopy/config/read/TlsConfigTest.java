package io.sealcopy.config.read;

import static io.sealcopy.config.read.ConfigFixture.valid;
import static io.sealcopy.config.read.ConfigFixture.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.MainConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsConfigTest {
  private static final String OURS = "certificate = main.crt, private-key = main.key";

  private static TestIdentity main;
  private static TestIdentity remote;

  @TempDir java.nio.file.Path directory;
  private ConfigFixture files;

  @BeforeAll
  static void makeIdentities() throws Exception {
    main = TestIdentity.make("main");
    remote = TestIdentity.make("remote");
  }

  @BeforeEach
  void start() throws Exception {
    files = new ConfigFixture(directory);
    main.write(files, "main");
    remote.write(files, "remote");
  }

  private static String remote(String more) {
    return """
    main {
      state-directory = state
      remotes = [{ name = bunker, portal = "192.0.2.7", target = "iqn.2001-04.org.example:t"
        %s }]
    }
    """
        .formatted(more);
  }

  @Test
  void aRemoteIsReachedInTlsOrSaysThatItIsNot() {
    assertThat(files.problems(files.main(remote(""))))
        .containsExactly(
            "main.conf:3: main.remotes[0].plain: links to bunker would be without TLS; add"
                + " tls { ... } here, or plain = true");
    assertThat(warnings(files.main(remote("plain = true"))))
        .singleElement()
        .asString()
        .contains("links to bunker are without TLS");
    MainConfig secured = valid(files.main(remote("tls { " + OURS + ", trust = remote.crt }")));
    TlsConfig tls = secured.remotes().getFirst().endpoint().tls().orElseThrow();
    assertThat(tls.trust()).singleElement().matches(peer -> !peer.isAuthority());
    assertThat(tls.toString()).isEqualTo("TLS as CN=main");
  }

  @Test
  void aFingerprintDoesInsteadOfACertificate() {
    String pin = TrustedPeer.SHA256 + "Ab".repeat(32);
    MainConfig config = valid(files.main(remote("tls { " + OURS + ", trust = \"" + pin + "\" }")));
    assertThat(config.remotes().getFirst().endpoint().tls().orElseThrow().trust())
        .extracting(TrustedPeer::fingerprint)
        .containsExactly(pin.toLowerCase(java.util.Locale.ROOT));
    assertThat(files.problems(files.main(remote("tls { " + OURS + ", trust = \"sha256:12\" }"))))
        .anyMatch(line -> line.contains("\"sha256:12\" is not a fingerprint"));
  }

  @Test
  void aPrivateKeyIsSecretAndOfItsCertificate() throws Exception {
    files.write("open.key", "rw-r--r--", "");
    assertThat(
            files.problems(
                files.main(
                    remote("tls { certificate = main.crt, private-key = open.key, trust = x }"))))
        .anyMatch(line -> line.contains("open.key can be read by others than its owner"))
        .anyMatch(line -> line.contains("trust: cannot read x: there is no such file"));
    assertThat(
            files.problems(
                files.main(
                    remote(
                        "tls { certificate = main.crt, private-key = remote.key,"
                            + " trust = remote.crt }"))))
        .containsExactly(
            "main.conf:4: main.remotes[0].tls.private-key: remote.key is not the key of that"
                + " certificate; make one with: sealcopy key new-identity");
    files.write("garbage.key", "rw-------", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END");
    assertThat(
            files.problems(
                files.main(
                    remote(
                        "tls { certificate = garbage.key, private-key = garbage.key,"
                            + " trust = remote.crt }"))))
        .anyMatch(line -> line.contains("garbage.key holds no certificate"))
        .anyMatch(line -> line.contains("garbage.key holds no private key"));
  }

  @Test
  void aCertificateThatEndsSoonIsWarnedOf() throws Exception {
    TestIdentity.make("short", "-validity", "10").write(files, "short");
    assertThat(warnings(files.main(remote("tls { " + OURS + ", trust = short.crt }"))))
        .singleElement()
        .asString()
        .contains("short.crt is valid until");
  }

  private String portal(String portal, String initiator) {
    return """
    portal { %s }
    volumes = [{ name = a, lun = 0, size = 1 MiB, backing.memory = true }]
    initiators = [
      { name = "iqn.2001-04.org.example:r", %s, grants = [{ volumes = a, roles = replication }] }
    ]
    """
        .formatted(portal, initiator);
  }

  @Test
  void replicationNeedsAPortalInTls() {
    String secured = "tls-listen = \"127.0.0.1:0\", tls { " + OURS + " }";
    assertThat(
            valid(files.mainWithTarget(portal(secured, "tls-certificate = remote.crt")))
                .target()
                .initiators()
                .getFirst()
                .tlsCertificate())
        .hasSize(1);
    assertThat(files.problems(files.mainWithTarget(portal(secured, "tls-certificate = []"))))
        .anyMatch(line -> line.contains("nobody could connect in TLS"));
    assertThat(
            files.problems(
                files.mainWithTarget(portal("", "chap { user = u, secret-env = CHAP_SECRET }"))))
        .containsExactly(
            "main.conf:5: main.target.initiators: iqn.2001-04.org.example:r has the role"
                + " replication, which is not given without TLS; add tls-listen and tls { ... } to"
                + " the portal, or plain-links = allow");
    assertThat(
            warnings(
                files.mainWithTarget(
                    "plain-links = allow\n"
                        + portal("", "chap { user = u, secret-env = CHAP_SECRET }"))))
        .singleElement()
        .asString()
        .contains("replication is taken over connections without TLS");
    assertThat(
            files.problems(
                files.mainWithTarget(
                    portal(
                        "listen = \"127.0.0.1:3262\", tls-listen = \"127.0.0.1:3262\"",
                        "tls-certificate = remote.crt"))))
        .anyMatch(line -> line.contains("127.0.0.1:3262 is in listen too"))
        .anyMatch(line -> line.contains("needs to know who we are"));
  }

  @Test
  void theAdministrationApiIsNotOfferedToANetworkWithoutTls() {
    String admin = "main { state-directory = s, admin { listen = \"192.0.2.7:9260\" %s } }";
    assertThat(files.problems(files.main(admin.formatted(""))))
        .singleElement()
        .asString()
        .contains("the administration API is not offered to a network without TLS");
    assertThat(valid(files.main(admin.formatted(", tls { " + OURS + " }"))).admin().tls())
        .isPresent();
  }
}
