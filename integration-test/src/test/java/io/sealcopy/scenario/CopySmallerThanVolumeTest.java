package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The volume at the remote is smaller than the P-VOL. */
@Tag("system")
class CopySmallerThanVolumeTest {
  @TempDir Path directory;

  @Test
  void thePairIsRefusedAndBothSizesAreNamed() throws Exception {
    try (Centres centres =
        new Centres(directory, 1, Centres.BYTES / 2, Map.of(Centres.INITIATOR, "\"copy-0\""))) {
      assertThatThrownBy(centres::pair)
          .isInstanceOf(CliException.class)
          .hasMessageContaining("1024 blocks of 512")
          .hasMessageContaining("2048 of 512");
      assertThat(centres.remote.show(0).flag("bound")).isFalse();
      centres.write(0, 10, 'a');
    }
  }
}
