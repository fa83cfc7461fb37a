package io.sealcopy.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.replicator.manage.MainCentre;
import io.sealcopy.system.FreePort;
import io.sealcopy.target.admin.AdminToken;
import io.sealcopy.target.cli.AdminClient;
import io.sealcopy.target.cli.RemoteCentre;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A site with volumes {@code v0} and so on, LUNs of these numbers, that can be main centre or
 * remote centre on the same files; each of two gives the other the role replication.
 */
final class Site implements AutoCloseable {
  static final int REGION = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final String name;
  private final int port = FreePort.next();
  private final Path file;
  private final AdminClient client;
  private final List<String> recipient;
  private @Nullable AutoCloseable running;

  /**
   * Runs nothing yet.
   *
   * @param other the other site's name
   */
  Site(Path parent, String name, String other, int volumes, long bytes) throws IOException {
    this.directory = Files.createDirectories(parent.resolve(name));
    this.name = name;
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < volumes; i++) {
      units.append(
          "{ name = v%d, lun = %d, backing.file = v%d.img, size = %d }\n"
              .formatted(i, i, i, bytes));
    }
    this.file = directory.resolve("site.conf");
    String body =
        """
          state-directory = state
          initiator-name = "%s"
          target {
            name = "%s"
            portal.listen = "127.0.0.1:%d"
            volumes = [ %s ]
            plain-roles = allow
            plain-links = allow
            initiators = [
              { name = "%s", grants = [ { volumes = "*", roles = [replication] } ] }
              { name = "*", grants = [ { volumes = "*", roles = [host] } ] }
            ]
          }
          admin { listen = "127.0.0.1:%d", token-file = token }
          receive-journal.size = 4 MiB
        """
            .formatted(initiator(name), target(), port, units, initiator(other), FreePort.next());
    Files.writeString(
        file,
        "main { %s journal.size = 4 MiB, plain-remotes = allow }\nremote { %s }\n"
            .formatted(body, body));
    MainConfig config = main();
    Files.writeString(config.admin().tokenFile(), "secret\n");
    Files.setPosixFilePermissions(
        config.admin().tokenFile(), PosixFilePermissions.fromString("rw-------"));
    this.client = new AdminClient(config.admin(), "main");
    Credential made =
        Credential.generate(
            KeyKind.EC_P256,
            "recipient of " + name,
            Credential.Purpose.UNWRAP,
            Instant.now(),
            Credential.DEFAULT_VALIDITY,
            new SecureRandom());
    this.recipient = List.of(new String(Certificates.toPem(made.certificate()), US_ASCII));
  }

  private static String initiator(String site) {
    return "iqn.2026-01.test:" + site;
  }

  private String target() {
    return "iqn.2026-01.io.sealcopy:" + name;
  }

  private MainConfig main() {
    return valid(ConfigReader.main(file, Map.of()));
  }

  private static <T> T valid(ConfigResult<T> result) {
    return switch (result) {
      case ConfigResult.Valid<T>(T valid, var _) -> valid;
      case ConfigResult.Invalid<T>(var problems) -> throw new AssertionError(problems);
    };
  }

  Site asMain() throws IOException {
    stop();
    running = MainCentre.start(main(), () -> new AdminToken("secret"));
    return this;
  }

  Site asRemote() throws IOException {
    stop();
    RemoteConfig config = valid(ConfigReader.remote(file, Map.of()));
    running = RemoteCentre.start(config);
    return this;
  }

  void stop() {
    if (running != null) {
      try {
        running.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      running = null;
    }
  }

  Path path(String of) {
    return directory.resolve(of);
  }

  /** Of all its state; it does not run. */
  void backUp() throws IOException {
    Backup.copy(directory, directory.resolveSibling(name + ".backup"));
  }

  /** Takes back what happened since the backup. */
  void restore() throws IOException {
    Backup.copy(directory.resolveSibling(name + ".backup"), directory);
  }

  byte[] image(int volume) throws IOException {
    return Files.readAllBytes(path("v" + volume + ".img"));
  }

  String url(int lun) {
    return "iscsi://127.0.0.1:%d/%s/%d".formatted(port, target(), lun);
  }

  /** A host writes so many blocks full of one character. */
  void write(int lun, int region, int blocks, char fill) {
    try (Host host = new Host(url(lun))) {
      host.write(region * (REGION / 512), blocks, fill);
    }
  }

  /** Makes a pair of volumes 0 to {@code volumes} - 1 with those of the other site. */
  JsonObject create(String pair, Site other, int volumes, Map<String, ?> more) {
    List<Map<String, String>> members = new ArrayList<>();
    for (int i = 0; i < volumes; i++) {
      members.add(Map.of("volume", "v" + i, "remote", other.url(i)));
    }
    Map<String, Object> body = new HashMap<>(more);
    body.put("name", pair);
    body.put("members", members);
    body.put("foreign", false);
    Map<?, ?> options = (Map<?, ?>) Objects.requireNonNullElse(more.get("options"), Map.of());
    body.put("recipients", Boolean.FALSE.equals(options.get("seal")) ? List.of() : recipient);
    return client.post("/v1/pairs", body, PATIENCE);
  }

  JsonObject show(String pair) {
    return client.get("/v1/pairs/" + pair);
  }

  JsonObject copy(int volume) {
    return client.get("/v1/copies/v" + volume);
  }

  void takeOver(int volume) {
    String token = copy(volume).text("takeOverToken");
    client.post("/v1/copies/v" + volume + "/takeover?token=" + token, null, PATIENCE);
  }

  void command(String pair, String command) {
    client.post("/v1/pairs/" + pair + "/" + command, null, PATIENCE);
  }

  String swap(String pair) {
    String token = show(pair).text("token");
    return client
        .post("/v1/pairs/" + pair + "/swap?token=" + token, null, PATIENCE)
        .text("message");
  }

  void awaitState(String pair, String state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(show(pair).text("state")).as("%s", show(pair)).isEqualTo(state));
  }

  void awaitFenced(String pair) {
    awaitState(pair, "PSUE");
    assertThat(show(pair).text("reason")).isEqualTo("FENCED");
  }

  @Override
  public void close() {
    stop();
  }
}
