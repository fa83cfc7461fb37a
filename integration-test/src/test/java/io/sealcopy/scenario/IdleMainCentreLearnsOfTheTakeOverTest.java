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
import org.junit.jupiter.params.provider.CsvSource;

/** The remote is taken over while no host writes at the main centre (rule 6). */
@Tag("system")
class IdleMainCentreLearnsOfTheTakeOverTest {
  /** It is about one second; the machine may be busy. */
  private static final Duration SOON = Duration.ofSeconds(8);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"standard, 1", "sealed, 3"})
  void withoutAWriteOfAnyHost(String link, int connections) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.write(0, 64, 'a');
      centres.main.create(
          Centres.PAIR,
          List.of(0),
          List.of(centres.remote.url(0)),
          Map.of("options", Map.of("link", link, "connections", connections)));
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.main.flush(Centres.PAIR);
      centres.remote.takeOver(0);
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(centres.show().text("state")).isEqualTo("PSUE"));
      assertThat(centres.show().text("reason")).isEqualTo("FENCED");
      assertThat(centres.show().text("message")).contains("taken over");
      try (Host host = new Host(centres.main.url(0))) {
        assertThat(host.tryWrite(3, 1, 'b').good()).as("it would be lost").isFalse();
      }
      assertThat(centres.remote.show(0).text("state")).isEqualTo("SSWS");
    }
  }
}
