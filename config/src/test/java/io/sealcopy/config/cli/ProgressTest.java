package io.sealcopy.config.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long MIB = 1 << 20;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos;

  /** A transfer of 100 MiB in 12 seconds: 10 MiB each second, then a stop. */
  private String transferred(Progress.Style style) {
    PrintStream to = new PrintStream(shown, true, StandardCharsets.UTF_8);
    Progress progress = new Progress("copying", 100 * MIB, style, to, () -> nanos);
    for (int second = 1; second <= 10; second++) {
      nanos = second * 1_000_000_000L;
      progress.add(10 * MIB);
    }
    nanos = 12_500_000_000L;
    progress.done();
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLogGetsALineEveryFewSeconds() {
    assertThat(transferred(Progress.Style.PLAIN_LINES))
        .isEqualTo(
            """
            copying: 50 MiB of 100 MiB, 50 %, 10 MiB/s, 5 s left
            copying: 100 MiB of 100 MiB, 100 %, 10 MiB/s, 0 s left
            copying: 100 MiB in 12 s, 8 MiB/s
            """);
  }

  @Test
  void aPersonGetsOneLineThatIsWrittenOver() {
    assertThat(transferred(Progress.Style.UPDATED_LINE))
        .startsWith("\rcopying: 10 MiB of 100 MiB, 10 %, 10 MiB/s, 9 s left\u001b[K\r")
        .endsWith("\rcopying: 100 MiB in 12 s, 8 MiB/s\u001b[K\n")
        .containsOnlyOnce("\n");
  }

  @Test
  void aScriptGetsJson() {
    String[] lines = transferred(Progress.Style.JSON).split("\n");
    assertThat(lines).hasSize(3);
    assertThat(lines[0])
        .isEqualTo(
            "{\"progress\":\"copying\",\"bytes\":52428800,\"total\":104857600,"
                + "\"bytes_per_second\":10485760,\"seconds\":5,\"seconds_left\":5,\"done\":false}");
    assertThat(Json.parse(lines[2]).flag("done")).isTrue();
  }

  @Test
  void quietMeansNothingAtAll() {
    assertThat(transferred(Progress.Style.QUIET)).isEmpty();
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    PrintStream to = new PrintStream(shown, true, StandardCharsets.UTF_8);
    new Progress("copying", 0, Progress.Style.PLAIN_LINES, to, () -> nanos).done();
    assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("copying: 0 B in 0 s, 0 B/s\n");
  }
}
