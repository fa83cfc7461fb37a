package io.sealcopy.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main centre's journal is not there any more when it starts. */
@Tag("system")
class MainJournalMissingTest {
  @TempDir Path directory;

  @Test
  void thePairSaysSoAndCopiesEverythingOnCommand() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.write(100, 50, 'b');
      centres.main.stop();
      Files.delete(centres.main.path("state/groups/data/journal"));
      centres.main.start();
      centres.awaitFault("JOURNAL_DAMAGED", "");
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
