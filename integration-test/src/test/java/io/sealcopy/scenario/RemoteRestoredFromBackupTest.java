package io.sealcopy.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole remote centre is put back to an older state of itself. */
@Tag("system")
class RemoteRestoredFromBackupTest {
  @TempDir Path directory;

  @Test
  void thePairNoticesAndCopiesEverythingOnCommand() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.backUp("remote");
      centres.remote.start();
      centres.write(100, 50, 'b');
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      centres.restore("remote");
      centres.remote.start();
      centres.awaitFault("REMOTE_LOST_TRACK", "");
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
