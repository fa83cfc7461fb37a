package io.sealcopy.scenario;

import static io.sealcopy.scenario.Site.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Take-over, swap, and home again: what crosses is what differs, and nothing else. */
@Tag("system")
class SwapAndHomeAgainTest {
  private static final Map<String, ?> PLAIN = Map.of("options", Map.of("seal", false));
  static final Map<String, ?> SWAP = Map.of("swap", true, "options", Map.of("seal", false));
  private static final int REGIONS = 8;

  @TempDir Path directory;

  @Test
  void afterAPlannedTakeOverNothingIsCopied() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, REGIONS * (long) REGION);
        Site there = new Site(directory, "there", "here", 1, REGIONS * (long) REGION)) {
      pair(here, there, 1);
      there.takeOver(0);
      here.awaitFenced("data");
      assertThat(here.swap("data")).contains(" 0 regions").contains("lacked nothing");
      assertThat(here.copy(0).text("state")).isEqualTo("SMPL");
      there.asMain();
      assertThat(there.copy(0).text("state")).isEqualTo("SSWS");
      there.create("back", here, 1, SWAP);
      there.awaitState("back", "PAIR");
      assertThat(there.show("back").number("last_sequence")).isZero();
      there.write(0, 3, 8, 'z');
      there.command("back", "flush");
      equal(here, there, 0);
    }
  }

  @Test
  void whatEitherSideChangedIsCopiedAndNothingElse() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, REGIONS * (long) REGION);
        Site there = new Site(directory, "there", "here", 1, REGIONS * (long) REGION)) {
      pair(here, there, 1);
      here.command("data", "split");
      here.awaitState("data", "PSUS");
      here.write(0, 5, 8, 'l'); // The other side will never have it.
      there.takeOver(0);
      there.write(0, 2, 8, 'n');
      here.awaitFenced("data");
      assertThat(here.swap("data")).contains(" 1 regions").contains("kept in kept/data");
      poke(here, 7);
      there.asMain();
      there.write(0, 3, 8, 'm');
      there.create("back", here, 1, SWAP);
      there.awaitState("back", "PAIR");
      there.command("back", "flush");
      there.stop();
      here.stop();
      byte[] now = there.image(0);
      assertThat(now).contains('n', 'm').doesNotContain('l', '!');
      assertThat(here.image(0)[7 * REGION]).as("never copied").isEqualTo((byte) '!');
      now[7 * REGION] = '!';
      assertThat(here.image(0)).isEqualTo(now);
    }
  }

  @Test
  void theSameWayHome() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, REGIONS * (long) REGION);
        Site there = new Site(directory, "there", "here", 1, REGIONS * (long) REGION)) {
      pair(here, there, 1);
      there.takeOver(0);
      there.write(0, 2, 8, 'n');
      here.awaitFenced("data");
      here.swap("data");
      there.asMain().create("back", here, 1, SWAP);
      there.awaitState("back", "PAIR");
      there.write(0, 4, 8, 'm');
      there.command("back", "flush");
      here.takeOver(0);
      here.write(0, 6, 8, 'h');
      there.awaitFenced("back");
      there.swap("back");
      here.create("data", there, 1, SWAP);
      here.awaitState("data", "PAIR");
      assertThat(here.show("data").number("last_sequence")).isLessThanOrEqualTo(4);
      assertThat(here.show("data").number("pair_epoch")).isEqualTo(3);
      here.write(0, 1, 8, 'k');
      here.command("data", "flush");
      here.asMain(); // Its role outlives a restart; so does the other's.
      there.asMain();
      here.awaitState("data", "PAIR");
      here.write(0, 0, 8, 'j');
      here.command("data", "flush");
      equal(here, there, 0);
    }
  }

  @Test
  void aGroupOfSeveralVolumes() throws Exception {
    try (Site here = new Site(directory, "here", "there", 2, REGIONS * (long) REGION);
        Site there = new Site(directory, "there", "here", 2, REGIONS * (long) REGION)) {
      takenOver(here, there, 2);
      here.swap("data");
      there.asMain();
      there.write(1, 4, 8, 'w');
      there.create("back", here, 2, SWAP);
      there.awaitState("back", "PAIR");
      assertThat(there.show("back").number("last_sequence")).isBetween(3L, 12L);
      there.write(1, 3, 8, 'v');
      there.command("back", "flush");
      equal(here, there, 0);
      equal(here, there, 1);
      assertThat(here.image(1)).contains('w', 'v');
    }
  }

  /** Taken over while something had not crossed, and written by a host since. */
  static void takenOver(Site here, Site there, int volumes) throws IOException {
    pair(here, there, volumes);
    here.command("data", "split");
    here.awaitState("data", "PSUS");
    here.write(volumes - 1, 1, 8, 'l');
    there.takeOver(0);
    there.write(0, 0, 8, 'n');
    here.awaitFenced("data");
  }

  private static void pair(Site here, Site there, int volumes) throws IOException {
    here.asMain();
    there.asRemote();
    here.write(0, 0, 8, 'a');
    here.write(volumes - 1, 1, 8, 'b');
    here.create("data", there, volumes, PLAIN);
    here.awaitState("data", "PAIR");
    here.command("data", "flush");
  }

  static void equal(Site here, Site there, int volume) throws IOException {
    here.stop();
    there.stop();
    assertThat(here.image(volume)).isEqualTo(there.image(volume));
  }

  /** A change behind everybody's back: it stays unless somebody copies over it. */
  private static void poke(Site site, int region) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(site.path("v0.img").toFile(), "rw")) {
      file.seek(region * (long) REGION);
      file.write('!');
    }
  }
}
