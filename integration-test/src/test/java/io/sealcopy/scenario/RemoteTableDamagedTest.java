package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encryption table of the copy is damaged while the remote is down (rule 5). */
@Tag("system")
class RemoteTableDamagedTest {
  @TempDir Path directory;

  @Test
  void theRemoteSaysSoAndThePairIsSuspended() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      Centres.damage(centres.remote.path("remote-state/copies/copy-0/table"), 8, 256);
      centres.remote.start();
      assertThat(centres.remote.show(0).object("fault").text("code")).isEqualTo("DAMAGED_TABLE");
      centres.write(10, 1, 'b');
      centres.awaitFault("REMOTE_REFUSED", "the copy is damaged");
    }
  }
}
