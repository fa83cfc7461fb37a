package io.sealcopy.scenario;

import static io.sealcopy.scenario.Site.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies between two steps of a swap: what is on disk then is put together here. */
@Tag("system")
class SwapInterruptedTest {
  private static final Map<String, ?> ONLY_DEFINED =
      Map.of("swap", true, "define", true, "options", Map.of("seal", false));

  @TempDir Path directory;

  @Test
  void whereItDiffersIsWrittenAndThePairIsStillThere() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, 4L * REGION);
        Site there = new Site(directory, "there", "here", 1, 4L * REGION)) {
      SwapAndHomeAgainTest.takenOver(here, there, 1);
      here.stop();
      copy(here.path("state/groups"), directory.resolve("groups"));
      here.asMain().awaitFenced("data");
      here.swap("data");
      here.stop();
      replace(directory.resolve("groups"), here.path("state/groups"));
      assertThat(here.path("state/copies/v0/differs")).exists();
      here.asMain().awaitFenced("data");
      here.swap("data");
      there.asMain().create("back", here, 1, SwapAndHomeAgainTest.SWAP);
      there.awaitState("back", "PAIR");
      there.command("back", "flush");
      SwapAndHomeAgainTest.equal(here, there, 0);
    }
  }

  @Test
  void theOtherSideIsBoundAndThePairIsNotThereYet() throws Exception {
    try (Site here = new Site(directory, "here", "there", 2, 4L * REGION);
        Site there = new Site(directory, "there", "here", 2, 4L * REGION)) {
      SwapAndHomeAgainTest.takenOver(here, there, 2);
      here.swap("data");
      there.stop();
      copy(there.path("state"), directory.resolve("state"));
      there.asMain().create("back", here, 2, ONLY_DEFINED);
      there.stop();
      replace(directory.resolve("state"), there.path("state"));
      here.asMain(); // It knows after a restart, too, that nobody has used what bound it.
      there.asMain();
      assertThat(there.copy(0).text("state")).isEqualTo("SSWS");
      there.create("again", here, 2, SwapAndHomeAgainTest.SWAP);
      there.awaitState("again", "PAIR");
      there.command("again", "flush");
      SwapAndHomeAgainTest.equal(here, there, 0);
      SwapAndHomeAgainTest.equal(here, there, 1);
    }
  }

  @Test
  void thePairIsThereAndTheCopyIsNotReleasedYet() throws Exception {
    try (Site here = new Site(directory, "here", "there", 1, 4L * REGION);
        Site there = new Site(directory, "there", "here", 1, 4L * REGION)) {
      SwapAndHomeAgainTest.takenOver(here, there, 1);
      here.swap("data");
      there.stop();
      copy(there.path("state/groups"), directory.resolve("groups"));
      copy(there.path("state/copies"), directory.resolve("copies"));
      there.asMain().create("back", here, 1, ONLY_DEFINED);
      there.stop();
      copy(directory.resolve("groups"), there.path("state/groups"));
      copy(directory.resolve("copies"), there.path("state/copies"));
      there.asMain();
      assertThat(there.path("state/copies/v0/copy")).doesNotExist();
      there.command("back", "start");
      there.awaitState("back", "PAIR");
      there.command("back", "flush");
      SwapAndHomeAgainTest.equal(here, there, 0);
    }
  }

  /** What else is there stays. */
  private static void copy(Path from, Path to) throws IOException {
    for (Path each : tree(from)) {
      Path there = to.resolve(from.relativize(each));
      if (Files.isDirectory(each)) {
        Files.createDirectories(there);
      } else {
        Files.write(there, Files.readAllBytes(each));
        Files.setPosixFilePermissions(there, Files.getPosixFilePermissions(each));
      }
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    for (Path each : tree(to).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
    copy(from, to);
  }

  private static List<Path> tree(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all.toList();
    }
  }
}
