package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The remote gives the main centre no role on the copy. */
@Tag("system")
class RemoteWithoutRoleTest {
  @TempDir Path directory;

  @Test
  void thePairIsRefusedAndTheMissingRoleIsNamed() throws Exception {
    try (Centres centres =
        new Centres(directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-1\""))) {
      assertThatThrownBy(centres::pair).isInstanceOf(CliException.class);
      assertThat(
              centres.main.create("other", List.of(0), List.of(centres.remote.url(1))).text("lu"))
          .isEqualTo("volume-0");
    }
  }
}
