package io.sealcopy.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.bench.row.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InlineRemoteTest {
  @Test
  void theLaunchersOptionsForAServerAreFoundAndThoseForOtherProgramsAreNot() {
    assertThat(InlineRemote.options(Path.of("../scripts/sealcopy")))
        .contains(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx1g",
            "-XX:MaxDirectMemorySize=1g",
            "-XX:+ExitOnOutOfMemoryError")
        .allMatch(option -> option.matches("-[-\\w:=+]+"))
        .doesNotContain("-XX:+UseSerialGC", "-Xmx512m", "-Xmx256m");
  }

  @Test
  void aLauncherThatSaysNothingOfServersIsRefused(@TempDir Path directory) throws Exception {
    Path launcher = Files.writeString(directory.resolve("sealcopy"), "jvm=(--one)\n");
    assertThatThrownBy(() -> InlineRemote.options(launcher))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("how a server is started");
  }
}
