package io.sealcopy.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.KeyEnvelope;
import io.sealcopy.crypto.Passphrase;
import io.sealcopy.crypto.PrivateKeyFile;
import io.sealcopy.crypto.Result;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A main centre with one volume, {@code data}, and the commands on its pair. */
final class MainCentreProcess implements AutoCloseable {
  static final String TARGET = "iqn.2026-01.io.sealcopy:main";
  private static final String MAIN = "io.sealcopy.replicator.cli.ReplicatorMain";
  private static final String PASSPHRASE = "correct horse battery staple";

  private final Path directory;
  private final Path config;
  private final Path log;
  final int port;
  final Path image;
  private Program process;

  MainCentreProcess(Path directory, long bytes, String more)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.config = directory.resolve("main.conf");
    this.log = directory.resolve("main.log");
    this.image = directory.resolve("data.img");
    this.port = FreePort.next();
    Files.writeString(
        config,
        """
        main {
          state-directory = state
          target {
            portal.listen = "127.0.0.1:%d"
            volumes = [ { name = data, lun = 0, backing.file = data.img, size = %d } ]
            initiators = [ { name = "*", grants = [ { volumes = "*", roles = [host] } ] } ]
          }
          admin.listen = "127.0.0.1:%d"
          journal.size = 4 MiB
          plain-remotes = allow
          %s
        }
        """
            .formatted(port, bytes, FreePort.next(), more));
    Path pass = directory.resolve("passphrase");
    Files.writeString(pass, PASSPHRASE + "\n");
    Files.setPosixFilePermissions(pass, PosixFilePermissions.fromString("rw-------"));
    this.process = launch();
  }

  private Program launch() throws IOException, InterruptedException {
    int before = Program.count(log, "main centre ready");
    return Program.java(log, MAIN, "main", "--config", config.toString())
        .ready("main centre ready", before);
  }

  void killAndStart() throws IOException, InterruptedException {
    process.kill();
    process = launch();
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void start() throws IOException, InterruptedException {
    process = launch();
  }

  void endAndStart() throws IOException, InterruptedException {
    process.end();
    process = launch();
  }

  String url() {
    return "iscsi://127.0.0.1:" + port + "/" + TARGET + "/0";
  }

  /** Runs a command of {@code pair}; its output. */
  String pair(int exitCode, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "pair", ".log");
    List<String> all = new ArrayList<>(List.of("pair"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", config.toString(), "--json", "--quiet"));
    int ended = Program.java(output, MAIN, all.toArray(String[]::new)).await();
    String text = Files.readString(output);
    assertThat(ended).as("pair %s: %s\n%s", all, text, Files.readString(log)).isEqualTo(exitCode);
    return text;
  }

  JsonObject show() throws IOException, InterruptedException {
    return Json.parse(pair(0, "show", "data"));
  }

  void create(String remote, String... more) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "create",
                "data",
                "--volume",
                "data",
                "--remote",
                remote,
                "--new-recipient",
                directory.resolve("recipient").toString(),
                "--passphrase-file",
                directory.resolve("passphrase").toString(),
                "--wait",
                "--timeout",
                "60"));
    all.addAll(List.of(more));
    pair(0, all.toArray(String[]::new));
  }

  /** Opens a copy with the recipient's private key, as after the loss of this centre. */
  byte[] open(byte[] sealed) throws IOException {
    JsonObject pair =
        Json.parse(Files.readString(directory.resolve("state/groups/data/group.json")));
    KeyRecord record =
        switch (KeyRecordCodec.decode(
            Files.readAllBytes(directory.resolve("state/groups/data/keys/1.record")))) {
          case KeyRecordCodec.Decoded.Valid(KeyRecord valid) -> valid;
          case KeyRecordCodec.Decoded.Malformed wrong -> throw new AssertionError(wrong.message());
        };
    Credential recipient =
        ok(
            Certificates.read(Files.readAllBytes(directory.resolve("recipient/recipient.crt")))
                .then(certificate ->
                    PrivateKeyFile.unlock(
                            read(directory.resolve("recipient/recipient.key")),
                            Passphrase.ofFileContents(PASSPHRASE.getBytes(UTF_8)))
                        .then(key -> Credential.of(certificate, key))));
    byte[] envelope =
        record.recipients().stream()
            .filter(each -> each.certificate().equals(recipient.fingerprint()))
            .findFirst()
            .orElseThrow()
            .envelope()
            .toByteArray();
    try (GroupKey key = ok(KeyEnvelope.open(envelope, recipient));
        VolumeKey volumeKey =
            VolumeKey.derive(
                key,
                Suites.AES_256_XTS,
                UUID.fromString(pair.objects("members").getFirst().text("volume_id")),
                Direction.MAIN_TO_REMOTE)) {
      BlockCipher cipher = Suites.AES_256_XTS.cipher(volumeKey, 512);
      ByteBuffer opened = ByteBuffer.allocate(sealed.length);
      cipher.open(0, ByteBuffer.wrap(sealed), opened);
      return opened.array();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
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
    process.close();
  }
}
