package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair is made whose copy holds much of the content already. */
@Tag("system")
class CreatedWithCompareTest {
  @TempDir Path directory;

  @Test
  void onlyWhatDiffersCrosses() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      for (int lba = 0; lba < Centres.BLOCKS; lba += 256) {
        centres.write(lba, 256, 'a');
      }
      centres.remote.stop();
      byte[] copy = centres.main.image(0);
      copy[700_000] = 'x';
      Files.write(centres.remote.path("copy-0.img"), copy);
      centres.remote.start();
      centres.main.create(
          Centres.PAIR,
          List.of(0),
          List.of(centres.remote.url(0)),
          Map.of(
              "compare",
              true,
              "recipients",
              List.of(),
              "options",
              Map.of("link", "sealed", "seal", false)));
      centres.main.awaitState(Centres.PAIR, "PAIR");
      assertThat(centres.show().number("last_sequence")).as("records for one chunk").isEqualTo(1);
      centres.remote.stop();
      assertThat(centres.remote.image(0)).isEqualTo(centres.main.image(0));
    }
  }

  @Test
  void whereNothingCanBeEqualItIsRefused() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      Map<String, Object> sealed =
          Map.of("compare", true, "options", Map.of("link", "sealed", "holes", "sealed"));
      String url = centres.remote.url(0);
      assertThatThrownBy(() -> centres.main.create(Centres.PAIR, List.of(0), List.of(url), sealed))
          .hasMessageContaining("new key");
    }
  }
}
