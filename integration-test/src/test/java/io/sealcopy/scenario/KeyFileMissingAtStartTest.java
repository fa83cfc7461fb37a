package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the pair's key is not there when the main centre starts. */
@Tag("system")
class KeyFileMissingAtStartTest {
  @TempDir Path directory;

  @Test
  void hostsAreServedThePairSaysWhyAndGoesOnOnceTheKeyIsBack() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.stop();
      Path key = centres.main.path("state/groups/data/keys/1.record");
      Path away = directory.resolve("key");
      Files.move(key, away);
      centres.main.start();
      centres.awaitFault("KEY_UNAVAILABLE", "1.record");
      centres.write(200, 10, 'b');
      assertThatThrownBy(() -> centres.main.command(Centres.PAIR, "resync"))
          .hasMessageContaining("put it back");
      centres.main.stop();
      Files.move(away, key);
      centres.main.start();
      centres.awaitEqual();
    }
  }
}
