package io.sealcopy.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionResult;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.iscsi.Isid;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A remote centre with one copy of 8 MiB, started as a process that can be killed. */
final class RemoteProcess implements AutoCloseable {
  static final String TARGET = "iqn.2026-01.org.example:remote";
  static final String MAIN = "iqn.2026-01.org.example:main-centre";
  static final String DECRYPTOR = "iqn.2026-01.org.example:decryptor";

  private final Process process;
  private final int port;

  private RemoteProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it on what is in {@code directory}, and waits until it listens. */
  static RemoteProcess start(Path directory) throws IOException {
    Path config = directory.resolve("remote.conf");
    Files.writeString(
        config,
        """
        remote {
          state-directory = %1$s/state
          target {
            name = "%2$s"
            portal.listen = "127.0.0.1:0"
            plain-roles = allow
            plain-links = allow
            volumes = [{ name = copy, lun = 3, size = 8 MiB, backing.file = %1$s/copy.img }]
            initiators = [
              { name = "%3$s", grants = [{ volumes = copy, roles = replication }] }
              { name = "%4$s", grants = [{ volumes = copy, roles = decryptor }] }
              { name = "*", grants = [{ volumes = copy, roles = host }] }
            ]
          }
          admin.listen = "127.0.0.1:0"
          receive-journal.size = 4 MiB
        }
        """
            .formatted(directory, TARGET, MAIN, DECRYPTOR));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sealcopy.target.cli.RemoteMain",
                "remote",
                "--config",
                config.toString())
            .redirectError(directory.resolve("remote.log").toFile())
            .start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.strip().startsWith("portal")) {
        return new RemoteProcess(
            process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip()));
      }
    }
    throw new IOException(
        "the remote centre did not start: " + Files.readString(directory.resolve("remote.log")));
  }

  Session login(String initiator) {
    SessionResult result =
        Session.open(
            new IscsiUrl(Optional.empty(), "127.0.0.1", port, TARGET, 3),
            InitiatorOptions.of(initiator, Isid.random(initiator.hashCode() & 0xffffff, 1)));
    assertThat(result).isInstanceOf(Session.class);
    return (Session) result;
  }

  /** The copy, its power-on unit attention fetched. */
  static TargetLun copy(Session session) {
    TargetLun lun = new TargetLun(session, 3);
    assertThat(lun.testUnitReady().good()).isTrue();
    return lun;
  }

  /** As by a power loss of the process: SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** SIGTERM, an orderly end. */
  @Override
  public void close() {
    process.destroy();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
