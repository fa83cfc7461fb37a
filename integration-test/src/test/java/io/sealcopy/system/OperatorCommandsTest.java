package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a pair by an operator's commands: defined, started, split, changed, deleted. */
class OperatorCommandsTest {
  private static final String INITIATOR = "iqn.2026-01.test:main";
  private static final long BYTES = 2 << 20;
  private static final Map<String, ?> NOTHING = Map.of();

  @TempDir Path directory;

  @Test
  void everyCommandDoesWhatItSaysAndIsAudited() throws Exception {
    Map<String, String> grants = Map.of(INITIATOR, "\"copy-0\"");
    try (LocalRemote remote = new LocalRemote(directory.resolve("remote"), 1, BYTES, grants);
        LocalMain main = new LocalMain(directory.resolve("main"), INITIATOR, 1, BYTES)) {
      HostLoad host = new HostLoad(main.url(0), (int) (BYTES / 512), 1);
      main.create("data", List.of(0), List.of(remote.url(0)), Map.of("define", true));
      assertThat(main.show("data").text("state")).isEqualTo("SMPL");
      assertThat(host.start(100).get()).isPositive();
      assertThat(main.show("data").number("last_sequence")).isZero();
      assertThatThrownBy(() -> main.command("data", "split", NOTHING))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("not started");

      main.command("data", "start", Map.of("mode", "sync"));
      main.awaitState("data", "PAIR");
      assertThat(main.show("data").object("options").text("mode")).isEqualTo("sync");
      assertThat(host.start(200).get()).isPositive();

      main.command("data", "split", NOTHING);
      assertThat(main.show("data").text("state")).isEqualTo("PSUS");
      assertThat(host.start(200).get()).isPositive();
      main.stop();
      main.start();
      assertThat(main.show("data").text("state")).isEqualTo("PSUS");
      main.command("data", "resync", NOTHING);
      main.awaitState("data", "PAIR");

      main.command("data", "modify", Map.of("mode", "async", "when_full", "wait"));
      assertThatThrownBy(() -> main.command("data", "modify", Map.of("fence", "sometimes")))
          .hasMessageContaining("'sometimes' is none of never, data, status");
      assertThatThrownBy(() -> main.command("data", "modify", Map.of("link", "log")))
          .hasMessageContaining("no such option that can be changed");
      main.stop();
      main.start();
      assertThat(main.show("data").object("options").text("when_full")).isEqualTo("wait");
      main.awaitState("data", "PAIR");
      main.flush("data");

      String token = main.show("data").text("token");
      assertThatThrownBy(() -> main.delete("data", "00000000")).hasMessageContaining("token");
      main.delete("data", token);
      assertThatThrownBy(() -> main.show("data")).hasMessageContaining("no pair data");
      remote.stop();
      host.check(main.image(0));
      assertThat(main.audit())
          .contains("pair=data command=\"create\" outcome=\"done\"")
          .contains("pair=data command=\"split\" outcome=\"the pair is defined and not started")
          .contains("pair=data command=\"modify\" outcome=\"done\"")
          .contains("pair=data command=\"delete\" outcome=\"the token is not the one")
          .contains("pair=data command=\"delete\" outcome=\"done\"");
    }
  }

  @Test
  void aPairOfEqualVolumesNeedsNoCopy() throws Exception {
    Map<String, String> grants = Map.of(INITIATOR, "\"copy-0\"");
    try (LocalRemote remote = new LocalRemote(directory.resolve("remote"), 1, BYTES, grants);
        LocalMain main = new LocalMain(directory.resolve("main"), INITIATOR, 1, BYTES)) {
      main.create("data", List.of(0), List.of(remote.url(0)), Map.of("copy", false));
      main.awaitState("data", "PAIR");
      assertThat(main.show("data").number("last_sequence")).isZero();
      HostLoad host = new HostLoad(main.url(0), (int) (BYTES / 512), 1);
      assertThat(host.start(100).get()).isPositive();
      main.flush("data");
      assertThat(main.show("data").number("last_sequence")).isPositive();
      assertThat(main.show("data").text("state")).isEqualTo("PAIR");
    }
  }
}
