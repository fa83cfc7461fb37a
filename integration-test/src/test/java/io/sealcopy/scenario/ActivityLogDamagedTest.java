package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The activity log is damaged while the main centre is down. */
@Tag("system")
class ActivityLogDamagedTest {
  @TempDir Path directory;

  @Test
  void everythingIsCopiedAnew() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.main.stop();
      Centres.damage(centres.main.path("state/groups/data/activity"), 8, 512);
      long before = centres.remote.show(0).number("durableArrival");
      centres.main.start();
      centres.awaitEqual();
      assertThat(centres.remote.show(0).number("durableArrival")).isGreaterThan(before);
    }
  }
}
