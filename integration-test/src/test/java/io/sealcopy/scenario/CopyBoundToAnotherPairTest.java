package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy that is asked for belongs to another pair already. */
@Tag("system")
class CopyBoundToAnotherPairTest {
  @TempDir Path directory;

  @Test
  void theSecondPairIsRefusedAndTheFirstGoesOn() throws Exception {
    try (Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""))) {
      centres.pair();
      centres.main.awaitState(Centres.PAIR, "PAIR");
      assertThatThrownBy(
              () -> centres.main.create("second", List.of(1), List.of(centres.remote.url(0))))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("another pair");
      centres.write(10, 10, 'b');
      centres.awaitEqual();
    }
  }
}
