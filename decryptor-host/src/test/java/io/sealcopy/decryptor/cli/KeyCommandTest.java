package io.sealcopy.decryptor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
  @TempDir private Path directory;
  private Path passphrase = Path.of("unset");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writePassphrase() throws IOException {
    passphrase = directory.resolve("passphrase");
    Files.writeString(passphrase, "correct horse\n");
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void makesAKeyThatOnlyItsOwnerCanReadAndNeverOverwritesIt() throws IOException {
    assertThat(newRecipient("recipient")).isZero();
    Path key = directory.resolve("recipient/recipient.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(key)).contains("SEALCOPY PRIVATE KEY").doesNotContain("horse");
    String fingerprint = Json.parse(out.toString(UTF_8)).text("fingerprint");
    out.reset();
    assertThat(run("key", "fingerprint", directory.resolve("recipient/recipient.crt").toString()))
        .isZero();
    assertThat(out.toString(UTF_8)).startsWith(fingerprint);

    byte[] before = Files.readAllBytes(key);
    assertThat(newRecipient("recipient")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("is not overwritten");
    assertThat(Files.readAllBytes(key)).isEqualTo(before);
  }

  @Test
  void aWrongPassphraseExportsNothing() throws IOException {
    assertThat(newRecipient("recipient")).isZero();
    Files.writeString(passphrase, "wrong\n");
    Path exported = directory.resolve("exported.pem");
    int code =
        run(
            "key",
            "export",
            directory.resolve("recipient/recipient.key").toString(),
            "--out",
            exported.toString(),
            "--passphrase-file",
            passphrase.toString());
    assertThat(code).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("recipient.key: wrong passphrase");
    assertThat(exported).doesNotExist();
  }

  @Test
  void anUnknownKindIsAUsageErrorThatNamesTheKinds() {
    int code =
        run(
            "key",
            "new-recipient",
            "--out",
            directory.resolve("x").toString(),
            "--kind",
            "dsa",
            "--passphrase-file",
            passphrase.toString());
    assertThat(code).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("\"dsa\"").contains("rsa-3072 or ec-p256");
  }

  @Test
  void aFileThatIsNoKeyRecordIsNamedWithThePlaceOfTheFault() {
    assertThat(run("key", "show", passphrase.toString())).isEqualTo(5);
    assertThat(err.toString(UTF_8)).contains(passphrase + ": not a key record").contains("byte 0");
  }

  private int newRecipient(String name) {
    return run(
        "--json",
        "key",
        "new-recipient",
        "--kind",
        "ec-p256",
        "--out",
        directory.resolve(name).toString(),
        "--passphrase-file",
        passphrase.toString());
  }

  private int run(String... arguments) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, Map.of());
    return DecryptorMain.run(terminal, arguments);
  }
}
