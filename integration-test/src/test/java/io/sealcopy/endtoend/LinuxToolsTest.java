package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Administrators' tools (sg3_utils) on a real Linux host, over two nexuses. */
@Tag("system")
class LinuxToolsTest {
  private static final int NOISE = 16 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void everyFamilyOfCommandsIsUnderstood() throws Exception {
    HostedUnits centre = new HostedUnits(scratch);
    centre.start();
    byte[] noise = new byte[NOISE];
    new Random(11).nextBytes(noise);
    Path file = Files.write(scratch.path("noise"), noise);
    Ran ran =
        centre
            .describe(new Guest(scratch))
            .environment("FIRST", centre.port())
            .environment("SECOND", centre.secondPort)
            .file(file)
            .run("linux-tools.sh", LIMIT);
    assertThat(ran.out()).doesNotContain("not ok");
  }
}
