package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main centre tells its remote that a disaster is happening, while its link is up. */
@Tag("system")
class MainCentreTellsOfADisasterTest {
  @TempDir Path directory;

  @Test
  void theRemoteShowsItAndThePairGoesOn() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      assertThat(centres.remote.show(0).flag("disasterReported")).isFalse();
      centres.main.command(Centres.PAIR, "disaster");
      assertThat(centres.remote.show(0).flag("disasterReported")).isTrue();
      assertThat(centres.show().text("link")).as("it has a session of its own").isEqualTo("up");
      centres.write(0, 8, 'b');
      centres.main.flush(Centres.PAIR);
      List<String> audit =
          Files.readString(centres.main.path("state/audit.log"))
              .lines()
              .filter(line -> line.contains("disaster"))
              .toList();
      assertThat(audit).as("one line for one command").hasSize(1);
      assertThat(audit.getFirst())
          .contains("api caller=127.0.0.1:")
          .contains("path=\"POST /v1/pairs/data/disaster\"")
          .contains("pair=data command=\"disaster\" outcome=\"done\" status=200");
    }
  }
}
