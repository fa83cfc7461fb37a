package io.sealcopy.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configured journal is larger at the next start, with changes in the old one. */
@Tag("system")
class JournalLargerAfterRestartTest {
  @TempDir Path directory;

  @Test
  void whatIsPendingStillCrosses() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.write(0, 1000, 'b');
      centres.main.stop();
      centres.main.configure("journal.size = 4 MiB", "journal.size = 8 MiB");
      centres.main.start();
      centres.write(500, 1000, 'c');
      centres.remote.start();
      centres.awaitEqual();
    }
  }
}
