package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole main centre, volume and all, is put back to an older state of itself. */
@Tag("system")
class MainRestoredFromBackupTest {
  @TempDir Path directory;

  @Test
  void theNewerCopyIsNotOverwrittenUntilTheOperatorSaysSo() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.main.stop();
      centres.backUp("main");
      centres.main.start();
      centres.write(100, 50, 'b');
      centres.main.flush(Centres.PAIR);
      centres.main.stop();
      centres.restore("main");
      centres.main.start();
      centres.awaitFault("REMOTE_LOST_TRACK", "");
      centres.remote.stop();
      byte[] kept = centres.main.open(Centres.PAIR, 0, centres.remote.image(0));
      assertThat(kept[100 * 512]).as("the newer copy").isEqualTo((byte) 'b');
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
