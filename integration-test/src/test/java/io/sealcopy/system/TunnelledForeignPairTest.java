package io.sealcopy.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealcopy.tls.Identity;
import io.sealcopy.tls.Wiretap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair to Debian's tgt, which knows no TLS, with Debian's stunnel in front of it. */
@Tag("system")
class TunnelledForeignPairTest {
  private static final long BYTES = 16 << 20;
  private static final int BLOCKS = (int) (BYTES / 512);

  @TempDir Path directory;

  private Program tunnel(int listen, int target) throws Exception {
    Path stunnel =
        List.of(Path.of("/usr/bin/stunnel4"), Path.of("/usr/bin/stunnel")).stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(stunnel != null, "stunnel is missing (Debian package stunnel4)");
    Path config = directory.resolve("stunnel.conf");
    Files.writeString(
        config,
        """
        foreground = yes
        pid =
        [iscsi]
        accept = 127.0.0.1:%d
        connect = 127.0.0.1:%d
        cert = %3$s/tunnel.crt
        key = %3$s/tunnel.key
        CAfile = %3$s/main.crt
        verifyPeer = yes
        sslVersion = TLSv1.3
        """
            .formatted(listen, target, directory));
    Path log = directory.resolve("stunnel.log");
    return Program.start(log, List.of(String.valueOf(stunnel), config.toString()))
        .ready("Configuration successful", 0);
  }

  @Test
  void aCopyCrossesTheTunnelAndNothingReadableDoes() throws Exception {
    Identity.make("main").write(directory.resolve("main"));
    Identity.make("tunnel").write(directory.resolve("tunnel"));
    int port = FreePort.next();
    try (ForeignTarget copy = new ForeignTarget(directory, BYTES);
        Program _ = tunnel(port, copy.port);
        Wiretap relay = new Wiretap(port);
        MainCentreProcess main =
            new MainCentreProcess(
                directory,
                BYTES,
                """
                remotes = [{ name = array, portal = "127.0.0.1:%d", target = "%s"
                  tls { certificate = main.crt, private-key = main.key, trust = tunnel.crt } }]
                """
                    .formatted(relay.port(), ForeignTarget.NAME))) {
      HostLoad host = new HostLoad(main.url(), BLOCKS, 1);
      assertThat(host.writeFor(300)).isPositive();
      main.create("array/1", "--foreign", "--escrow", directory.resolve("escrow").toString());
      assertThat(host.writeFor(300)).isPositive();
      main.pair(0, "flush", "data");
      byte[] volume = Files.readAllBytes(main.image);
      byte[] sealed = Files.readAllBytes(copy.image);
      assertThat(main.open(sealed)).isEqualTo(volume);
      String crossed = new String(relay.crossed(), ISO_8859_1);
      assertThat(crossed).hasSizeGreaterThan((int) BYTES / 2).doesNotContain("iqn.");
      // Ciphertext of the copy itself is not to be recognised either.
      String block = new String(sealed, 0, 512, ISO_8859_1);
      assertThat(crossed.contains(block)).isFalse();
    }
  }
}
