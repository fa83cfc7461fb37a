package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No remote answers when a pair is made. */
@Tag("system")
class RemoteUnreachableAtCreationTest {
  @TempDir Path directory;

  @Test
  void nothingIsLeftOfItAndItCanBeMadeLater() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.remote.stop();
      assertThatThrownBy(centres::pair).isInstanceOf(CliException.class);
      assertThatThrownBy(centres::show).hasMessageContaining("there is no pair");
      centres.remote.start();
      centres.pair();
      centres.awaitEqual();
    }
  }
}
