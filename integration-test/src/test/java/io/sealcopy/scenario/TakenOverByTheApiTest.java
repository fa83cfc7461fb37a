package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the remote's audit log says of commands that came over its API. */
@Tag("system")
class TakenOverByTheApiTest {
  @TempDir Path directory;

  private static List<String> audit(Centres centres) throws IOException {
    return Files.readString(centres.remote.path("remote-state/audit.log"))
        .lines()
        .filter(line -> line.contains(" api ") || line.contains("admin"))
        .toList();
  }

  @Test
  void eachCommandIsOneLineWithCallerAndOutcomeAndNoToken() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      String token = centres.remote.show(0).text("takeOverToken");
      centres.remote.command(0, "disaster");
      assertThatThrownBy(() -> centres.remote.command(0, "takeover?token=00000000000000ff"));
      centres.remote.takeOver(0);
      List<String> lines = audit(centres);
      assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).doesNotContain(token));
      assertThat(lines.getFirst())
          .contains("api caller=127.0.0.1:")
          .contains("path=\"POST /v1/copies/copy-0/disaster\" copy=copy-0")
          .contains("command=\"note disaster\" outcome=\"done\" status=200");
      assertThat(lines.get(1))
          .contains("command=\"take over\" outcome=\"copy copy-0: the token is not")
          .endsWith("status=409");
      assertThat(lines.get(2)).contains("command=\"take over\" outcome=\"done\" status=200");
    }
  }
}
