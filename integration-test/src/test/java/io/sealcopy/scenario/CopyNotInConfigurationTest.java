package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The S-VOL is no longer in the configuration when the remote starts. */
@Tag("system")
class CopyNotInConfigurationTest {
  @TempDir Path directory;

  @Test
  void thePairWaitsOrIsSuspendedAndGoesOnOnceItIsBack() throws Exception {
    try (Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""))) {
      centres.pair();
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.remote.stop();
      centres.remote.configure("\"copy-0\", \"copy-1\"", "\"copy-1\"");
      centres.remote.configure("{ name = copy-0, lun = 0,", "{ name = other, lun = 7,");
      centres.remote.start();
      centres.write(10, 10, 'b');
      assertThat(centres.show().text("link")).isNotEqualTo("up");
      centres.remote.stop();
      centres.remote.configure("{ name = other, lun = 7,", "{ name = copy-0, lun = 0,");
      centres.remote.configure("[\"copy-1\"]", "[\"copy-0\", \"copy-1\"]");
      centres.remote.start();
      if (centres.show().text("state").equals("PSUE")) {
        centres.main.command(Centres.PAIR, "resync");
      }
      centres.awaitEqual();
    }
  }
}
