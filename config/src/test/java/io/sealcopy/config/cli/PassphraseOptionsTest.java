package io.sealcopy.config.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PassphraseOptionsTest {
  @Command(name = "open")
  static final class Open {
    @Mixin private final PassphraseOptions passphrase = new PassphraseOptions();
  }

  @TempDir Path directory;

  private static String read(Map<String, String> environment, String... arguments) {
    Open open = new Open();
    new CommandLine(open).parseArgs(arguments);
    Terminal terminal = new TestTerminal().terminal(false, environment);
    return new String(open.passphrase.read("the key", terminal).copyBytes(), UTF_8);
  }

  private Path file(String permissions, String text) throws IOException {
    Path file = Files.writeString(directory.resolve("passphrase"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void comesFromTheFirstLineOfAFileOfItsOwner() throws IOException {
    Path file = file("rw-------", "grün wie Gras\nrest\n");
    assertThat(read(Map.of(), "--passphrase-file", file.toString())).isEqualTo("grün wie Gras");
  }

  @Test
  void isNotTakenFromAFileThatOthersCanRead() throws IOException {
    Path file = file("rw-r-----", "open");
    assertThatThrownBy(() -> read(Map.of(), "--passphrase-file", file.toString()))
        .isInstanceOfSatisfying(
            CliException.class,
            failure -> assertThat(failure.next()).isEqualTo("run: chmod 600 " + file));
  }

  @Test
  void comesFromTheEnvironment() {
    assertThat(read(Map.of("P", "hush"), "--passphrase-env", "P")).isEqualTo("hush");
    assertThatThrownBy(() -> read(Map.of(), "--passphrase-env", "P"))
        .hasMessageContaining("P is not set");
  }

  @Test
  void withoutATerminalTheOptionsAreNamed() {
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOfSatisfying(
            CliException.class,
            failure -> assertThat(failure.next()).contains("--passphrase-file"));
  }
}
