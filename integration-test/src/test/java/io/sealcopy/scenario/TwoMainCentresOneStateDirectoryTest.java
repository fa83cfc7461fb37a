package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second main centre is started with the state directory of one that runs. */
@Tag("system")
class TwoMainCentresOneStateDirectoryTest {
  @TempDir Path directory;

  @Test
  void theSecondDoesNotStartAndTheFirstGoesOn() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      assertThatThrownBy(centres.main::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use");
      centres.write(10, 10, 'b');
      centres.awaitEqual();
    }
  }
}
