package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code scripts/demo} tells its story, succeeds, and leaves nothing behind. */
@Tag("system")
class DemoTest {
  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void itSucceedsInTwoMinutesAndLeavesNothing() throws Exception {
    Tools.needQemuIscsi();
    Tools.need("mkfs.ext4", "e2fsck");
    Path temporary = Files.createDirectory(scratch.path("tmp"));
    Ran ran =
        scratch.run(
            Duration.ofMinutes(2),
            Map.of("TMPDIR", temporary.toString()),
            List.of(Project.script("demo").toString()));
    ran.expectOk();
    assertThat(ran.out())
        .contains("The demonstration succeeded", "generation", "e2fsck: clean")
        .containsPattern("occurs [1-9]\\d* time\\(s\\) at main, 0 at remote");
    assertNothingLeft(temporary);
  }

  @Test
  void interruptedItLeavesNothingToo() throws Exception {
    Tools.needQemuIscsi();
    Tools.need("mkfs.ext4", "e2fsck");
    Path temporary = Files.createDirectory(scratch.path("tmp"));
    Running demo =
        scratch.start(
            "demo",
            Map.of("TMPDIR", temporary.toString()),
            // What a shell starts in the background, such as these tests, ignores SIGINT.
            List.of("env", "--default-signal=INT", Project.script("demo").toString()));
    Scratch.await(
        "both centres run",
        Duration.ofMinutes(1),
        () -> demo.log().contains("ready in") || !demo.alive());
    scratch.run("kill", "-INT", "" + demo.pid()).expectOk();
    assertThat(demo.await()).isEqualTo(130);
    assertNothingLeft(temporary);
  }

  private static void assertNothingLeft(Path temporary) throws Exception {
    try (var files = Files.list(temporary)) {
      assertThat(files).as("files left").isEmpty();
    }
    assertThat(ProcessHandle.allProcesses())
        .filteredOn(process ->
            process
                .info()
                .commandLine()
                .filter(line -> line.contains(temporary.toString()))
                .isPresent())
        .as("processes left")
        .isEmpty();
  }
}
