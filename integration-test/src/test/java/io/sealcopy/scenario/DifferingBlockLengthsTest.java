package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The volume at the remote has blocks of another length. */
@Tag("system")
class DifferingBlockLengthsTest {
  @TempDir Path directory;

  @Test
  void thePairIsRefusedAndBothLengthsAreNamed() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.remote.stop();
      centres.remote.configure("name = copy-0,", "name = copy-0, block-length = 4096,");
      centres.remote.start();
      assertThatThrownBy(centres::pair)
          .isInstanceOf(CliException.class)
          .hasMessageContaining("blocks of 4096 bytes")
          .hasMessageContaining("of 512");
    }
  }
}
