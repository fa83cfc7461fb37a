package io.sealcopy.scenario;

import static io.sealcopy.scenario.Site.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The copy is taken over, and the main centre put back to a backup from before its last changes: it
 * does not know any more what the copy has, and a swap must not take for equal what is not.
 */
@Tag("system")
class MainRestoredAfterTakeOverTest {
  private static final int REGIONS = 4;

  @TempDir Path directory;

  private Site site(String name, String other) throws IOException {
    return new Site(directory, name, other, 1, REGIONS * (long) REGION);
  }

  /** The last change, in region 1, has crossed. */
  private static void pairAndChange(Site here, Site there, String link) throws IOException {
    here.asMain();
    there.asRemote();
    here.write(0, 0, 8, 'a');
    here.create("data", there, 1, Map.of("options", Map.of("seal", false, "link", link)));
    here.awaitState("data", "PAIR");
    here.command("data", "flush");
    here.stop();
    here.backUp();
    here.asMain();
    here.write(0, 1, 8, 's');
    here.command("data", "flush");
    here.stop();
  }

  private static void homeAgain(Site here, Site there) throws IOException {
    there.asMain();
    there.create("back", here, 1, SwapAndHomeAgainTest.SWAP);
    there.awaitState("back", "PAIR");
    there.command("back", "flush");
    SwapAndHomeAgainTest.equal(here, there, 0);
    assertThat(here.image(0)[REGION]).isEqualTo((byte) 's');
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void everythingMayDifferAndIsCopied(String link) throws Exception {
    try (Site here = site("here", "there");
        Site there = site("there", "here")) {
      pairAndChange(here, there, link);
      here.restore();
      there.takeOver(0);
      here.asMain();
      here.awaitFenced("data");
      assertThat(here.show("data").text("message")).contains("restored from a backup");
      assertThat(here.swap("data")).contains(" " + REGIONS + " regions");
      homeAgain(here, there);
    }
  }

  /** The ordinary case: the main centre was away, and is as it was. */
  @ParameterizedTest
  @ValueSource(strings = {"sealed", "standard"})
  void aMereRestartIsNotTakenForABackup(String link) throws Exception {
    try (Site here = site("here", "there");
        Site there = site("there", "here")) {
      pairAndChange(here, there, link);
      there.takeOver(0);
      here.asMain();
      here.awaitFenced("data");
      assertThat(here.show("data").text("message")).doesNotContain("restored");
      here.swap("data");
      homeAgain(here, there);
    }
  }
}
