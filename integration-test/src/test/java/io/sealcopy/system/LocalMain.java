package io.sealcopy.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.KeyEnvelope;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.crypto.Result;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.replicator.manage.MainCentre;
import io.sealcopy.target.admin.AdminToken;
import io.sealcopy.target.cli.AdminClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A main centre in this process, with volumes {@code volume-0} and so on, as LUNs of these numbers,
 * and one recipient of its own.
 */
public final class LocalMain implements AutoCloseable {
  private static final byte[] HOLE = new byte[512];
  private static final String TARGET = "iqn.2026-01.io.sealcopy:main";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int port = FreePort.next();
  private final Path file;
  private MainConfig config;
  private final AdminClient client;
  private final Credential recipient;
  private @Nullable MainCentre centre;

  public LocalMain(Path directory, String initiator, int volumes, long bytes) throws IOException {
    this.directory = Files.createDirectories(directory);
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < volumes; i++) {
      units.append(
          "{ name = volume-%d, lun = %d, backing.file = volume-%d.img, size = %d }\n"
              .formatted(i, i, i, bytes));
    }
    this.file = directory.resolve("main.conf");
    Files.writeString(
        file,
        """
        main {
          state-directory = state
          initiator-name = "%s"
          target {
            name = "%s"
            portal.listen = "127.0.0.1:%d"
            volumes = [ %s ]
            initiators = [ { name = "*", grants = [ { volumes = "*", roles = [host] } ] } ]
          }
          admin { listen = "127.0.0.1:%d", token-file = token }
          journal.size = 4 MiB
          plain-remotes = allow
        }
        """
            .formatted(initiator, TARGET, port, units, FreePort.next()));
    this.config = read(file);
    Files.writeString(config.admin().tokenFile(), "secret\n");
    this.client = new AdminClient(config.admin(), "main");
    this.recipient =
        Credential.generate(
            KeyKind.EC_P256,
            "recipient of " + initiator,
            Credential.Purpose.UNWRAP,
            Instant.now(),
            Credential.DEFAULT_VALIDITY,
            new SecureRandom());
    start();
  }

  private static MainConfig read(Path file) {
    return switch (ConfigReader.main(file, Map.of())) {
      case ConfigResult.Valid<MainConfig>(MainConfig valid, var _) -> valid;
      case ConfigResult.Invalid<MainConfig>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** Changes the configuration for the next start. */
  public void configure(String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    config = read(file);
  }

  /** Starts it again. */
  public void start() throws IOException {
    centre = MainCentre.start(config, () -> new AdminToken("secret"));
  }

  public void stop() {
    Objects.requireNonNull(centre).close();
    centre = null;
  }

  public String url(int lun) {
    return "iscsi://127.0.0.1:%d/%s/%d".formatted(port, TARGET, lun);
  }

  public byte[] image(int volume) throws IOException {
    return Files.readAllBytes(directory.resolve("volume-" + volume + ".img"));
  }

  /** Makes a pair of {@code volumes}, in the order of {@code remotes}. */
  public JsonObject create(String name, List<Integer> volumes, List<String> remotes) {
    return create(name, volumes, remotes, Map.of());
  }

  /** The same, where the remote knows nothing of us. */
  JsonObject createForeign(String name, List<Integer> volumes, List<String> remotes) {
    String escrow = directory.resolve("escrow").toAbsolutePath().toString();
    return create(name, volumes, remotes, Map.of("foreign", true, "escrow", escrow));
  }

  /** The same, and what else is asked for. */
  public JsonObject create(
      String name, List<Integer> volumes, List<String> remotes, Map<String, ?> more) {
    List<Map<String, String>> members = new ArrayList<>();
    for (int i = 0; i < volumes.size(); i++) {
      members.add(Map.of("volume", "volume-" + volumes.get(i), "remote", remotes.get(i)));
    }
    Map<String, Object> body = new HashMap<>(more);
    body.put("name", name);
    body.put("members", members);
    body.putIfAbsent("foreign", false);
    body.putIfAbsent(
        "recipients", List.of(new String(Certificates.toPem(recipient.certificate()), US_ASCII)));
    return client.post("/v1/pairs", body, PATIENCE);
  }

  /** Gives a command of the API that has no more to say. */
  public void command(String pair, String command) {
    client.post("/v1/pairs/" + pair + "/" + command, null, PATIENCE);
  }

  /** Changes options of a pair. */
  public void modify(String pair, Map<String, ?> options) {
    command(pair, "modify", options);
  }

  /** One of its files. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  public JsonObject show(String name) {
    return client.get("/v1/pairs/" + name);
  }

  public void awaitState(String name, String state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonObject pair = show(name);
          if (!pair.text("state").equals(state)) {
            throw new AssertionError(pair.toString());
          }
        });
  }

  public void flush(String name) {
    client.post("/v1/pairs/" + name + "/flush?timeout=60", null, Duration.ofSeconds(70));
  }

  public void delete(String name) {
    delete(name, show(name).text("token"));
  }

  void delete(String name, String token) {
    client.delete("/v1/pairs/" + name + "?token=" + token);
  }

  /** {@code split}, {@code resync} and so on. */
  void command(String name, String what, Map<String, ?> body) {
    client.post("/v1/pairs/" + name + "/" + what, body, PATIENCE);
  }

  String audit() throws IOException {
    return Files.readString(directory.resolve("state/audit.log"));
  }

  /**
   * Opens what a copy holds with the recipient's key, as after the loss of this centre. Zeros cross
   * as they are: nothing else becomes a ciphertext of zeros.
   */
  public byte[] open(String pair, int member, byte[] sealed) throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve("state/groups/" + pair + "/keys/1.record"));
    KeyRecord record =
        switch (KeyRecordCodec.decode(bytes)) {
          case KeyRecordCodec.Decoded.Valid(KeyRecord valid) -> valid;
          case KeyRecordCodec.Decoded.Malformed wrong -> throw new AssertionError(wrong.message());
        };
    byte[] envelope =
        record.recipients().stream()
            .filter(each -> each.certificate().equals(recipient.fingerprint()))
            .findFirst()
            .orElseThrow()
            .envelope()
            .toByteArray();
    UUID volume = UUID.fromString(show(pair).objects("members").get(member).text("volume_id"));
    try (GroupKey key = ok(KeyEnvelope.open(envelope, recipient));
        VolumeKey volumeKey =
            VolumeKey.derive(key, Suites.AES_256_XTS, volume, Direction.MAIN_TO_REMOTE)) {
      BlockCipher cipher = Suites.AES_256_XTS.cipher(volumeKey, 512);
      ByteBuffer opened = ByteBuffer.allocate(sealed.length);
      cipher.open(0, ByteBuffer.wrap(sealed), opened);
      byte[] plain = opened.array();
      for (int at = 0; at < sealed.length; at += 512) {
        if (Arrays.equals(sealed, at, at + 512, HOLE, 0, 512)) {
          Arrays.fill(plain, at, at + 512, (byte) 0);
        }
      }
      return plain;
    }
  }

  private static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Refused<T>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  @Override
  public void close() {
    if (centre != null) {
      stop();
    }
  }
}
