package io.sealcopy.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main centre's journal is damaged while it is down, with changes in it. */
@Tag("system")
class MainJournalDamagedTest {
  @TempDir Path directory;

  @Test
  void thePairSaysSoAndCopiesEverythingOnCommand() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.write(100, 50, 'b');
      centres.main.stop();
      Centres.damage(centres.main.path("state/groups/data/journal"), 8, 512);
      centres.main.start();
      centres.awaitFault("JOURNAL_DAMAGED", "");
      centres.remote.start();
      centres.write(200, 50, 'c');
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
