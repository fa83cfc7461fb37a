package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that says what the pair is cannot be read. */
@Tag("system")
class PairFileDamagedTest {
  @TempDir Path directory;

  @Test
  void theMainCentreDoesNotStartAndNamesTheFile() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.stop();
      Path file = centres.main.path("state/groups/data/group.json");
      String right = Files.readString(file);
      Files.writeString(file, right.substring(0, right.length() / 2));
      assertThatThrownBy(centres.main::start).hasMessageContaining("group.json");
      Files.writeString(file, right);
      centres.main.start();
      centres.awaitEqual();
    }
  }
}
