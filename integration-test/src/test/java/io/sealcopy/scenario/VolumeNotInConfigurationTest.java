package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The P-VOL is no longer in the configuration when the main centre starts. */
@Tag("system")
class VolumeNotInConfigurationTest {
  @TempDir Path directory;

  @Test
  void theMainCentreDoesNotStartAndNamesBoth() throws Exception {
    try (Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""))) {
      centres.pair();
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.main.stop();
      centres.main.configure("name = volume-0,", "name = other,");
      assertThatThrownBy(centres.main::start)
          .hasMessageContaining("pair data copies volume volume-0")
          .hasMessageContaining("configuration");
      centres.main.configure("name = other,", "name = volume-0,");
      centres.main.start();
      centres.awaitEqual();
    }
  }
}
