package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The remote takes the main centre's role away from a pair that works, and gives it back. */
@Tag("system")
class RoleTakenAwayTest {
  @TempDir Path directory;

  @Test
  void thePairIsSuspendedAndGoesOnAfterResync() throws Exception {
    try (Centres centres =
        new Centres(
            directory, 2, Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\", \"copy-1\""))) {
      centres.pair();
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.remote.stop();
      centres.remote.configure("[\"copy-0\", \"copy-1\"]", "[\"copy-1\"]");
      centres.remote.start();
      centres.write(10, 10, 'b');
      centres.main.awaitState(Centres.PAIR, "PSUE");
      assertThat(centres.show().text("reason")).isEqualTo("REMOTE_REFUSED");
      centres.remote.stop();
      centres.remote.configure("[\"copy-1\"]", "[\"copy-0\", \"copy-1\"]");
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
