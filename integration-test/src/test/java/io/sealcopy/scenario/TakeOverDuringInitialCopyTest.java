package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever takes a copy over knows whether it is whole, although the main centre may be gone. */
@Tag("system")
class TakeOverDuringInitialCopyTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static void create(Centres centres, String link, long rate) {
    centres.main.create(
        Centres.PAIR,
        List.of(0),
        List.of(centres.remote.url(0)),
        Map.of("options", Map.of("link", link, "copy_rate", rate)));
  }

  private static void awaitImage(Centres centres, String word) {
    Awaitility.await()
        .atMost(SOON)
        .until(() -> centres.remote.show(0).optionalText("image").orElse("").equals(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "sealed"})
  void theRemoteKnowsThatItsImageIsAMixture(String link) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, Centres.BLOCKS, 'a');
      create(centres, link, 64 << 10);
      awaitImage(centres, "mixture");
      centres.main.stop();
      centres.remote.takeOver(0);
      assertThat(centres.remote.show(0).text("state")).isEqualTo("SSWS");
      assertThat(centres.remote.show(0).text("image")).isEqualTo("mixture");
      assertThat(centres.remote.show(0).text("imageSince")).startsWith("2");
      centres.main.start();
      centres.awaitFault("FENCED", "taken over");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "sealed"})
  void andThatItIsWholeOnceTheCopyIsComplete(String link) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 64, 'a');
      create(centres, link, 0);
      centres.main.awaitState(Centres.PAIR, "PAIR");
      awaitImage(centres, "whole");
      centres.main.command(Centres.PAIR, "split");
      centres.write(0, 64, 'b');
      assertThat(centres.remote.show(0).text("image")).as("an older one").isEqualTo("whole");
      centres.main.command(Centres.PAIR, "resync");
      centres.main.awaitState(Centres.PAIR, "PAIR");
      assertThat(centres.remote.show(0).text("image")).isEqualTo("whole");
    }
  }
}
