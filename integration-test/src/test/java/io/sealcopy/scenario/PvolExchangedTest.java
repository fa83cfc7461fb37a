package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The P-VOL's file is another one at the next start: a copy, with other content (rule 8). */
@Tag("system")
class PvolExchangedTest {
  @TempDir Path directory;

  @Test
  void nothingOfItIsShippedBeforeTheOperatorSaysThatItIsRight() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.main.stop();
      Path volume = centres.main.path("volume-0.img");
      Files.move(volume, directory.resolve("old.img"));
      Files.write(volume, Host.filled(Centres.BLOCKS, 'x'));
      centres.main.start();
      centres.awaitFault("OTHER_INCARNATION", "volume-0 is not the one that was paired");
      centres.remote.stop();
      byte[] kept = centres.main.open(Centres.PAIR, 0, centres.remote.image(0));
      assertThat(kept).startsWith(Host.filled(64, 'a'));
      centres.remote.start();
      centres.main.command(Centres.PAIR, "resync");
      centres.awaitEqual();
    }
  }
}
