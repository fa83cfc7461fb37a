package io.sealcopy.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configured receive journal is larger at the next start. */
@Tag("system")
class ReceiveJournalLargerAfterRestartTest {
  @TempDir Path directory;

  @Test
  void theCopyGoesOn() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.remote.configure("receive-journal.size = 4 MiB", "receive-journal.size = 8 MiB");
      centres.remote.start();
      centres.write(0, 1000, 'b');
      centres.awaitEqual();
    }
  }
}
