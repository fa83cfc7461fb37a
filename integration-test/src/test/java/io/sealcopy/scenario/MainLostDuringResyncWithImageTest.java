package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main centre is lost while a resync has made a mixture of the copy. */
@Tag("system")
class MainLostDuringResyncWithImageTest {
  @TempDir Path directory;

  /** So much that the journal is full: the regions are marked, and copied in no order. */
  private static void splitAndOverflow(Centres centres) {
    centres.main.command(Centres.PAIR, "split");
    for (int round = 0; round < 6; round++) {
      for (int lba = 0; lba < Centres.BLOCKS; lba += 256) {
        centres.write(lba, 256, (char) ('b' + round));
      }
    }
    assertThat(centres.show().number("dirty_regions")).isPositive();
  }

  @Test
  void theEarlierImageIsTakenOver() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      byte[] then = centres.main.image(0);
      splitAndOverflow(centres);
      centres.main.modify(Centres.PAIR, Map.of("copy_rate", 64 << 10));
      centres.main.command(Centres.PAIR, "resync?keep_image=true");
      assertThat(centres.remote.show(0).has("earlierImage")).isTrue();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !centres.show().flag("consistent"));
      centres.main.stop();
      centres.remote.takeOverToImage(0);
      assertThat(centres.remote.show(0).text("state")).isEqualTo("SSWS");
      assertThat(centres.remote.show(0).has("earlierImage")).isFalse();
      centres.remote.stop();
      byte[] copy = centres.remote.image(0);
      centres.main.start();
      assertThat(centres.main.open(Centres.PAIR, 0, copy)).isEqualTo(then);
    }
  }

  @Test
  void inPairAgainTheImageIsDropped() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      splitAndOverflow(centres);
      centres.main.command(Centres.PAIR, "resync?keep_image=true");
      centres.main.awaitState(Centres.PAIR, "PAIR");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !centres.remote.show(0).has("earlierImage"));
      assertThat(centres.remote.path("remote-state/copies/copy-0/earlier")).doesNotExist();
      centres.awaitEqual();
    }
  }

  @Test
  void ofACopyThatDoesNotStandStillNoneIsKept() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      assertThatThrownBy(() -> centres.main.command(Centres.PAIR, "resync?keep_image=true"))
          .hasMessageContaining("pair split");
      assertThat(centres.remote.show(0).has("earlierImage")).isFalse();
    }
  }
}
