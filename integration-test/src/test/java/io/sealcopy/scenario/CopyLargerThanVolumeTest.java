package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The volume at the remote is larger than the P-VOL. */
@Tag("system")
class CopyLargerThanVolumeTest {
  @TempDir Path directory;

  @Test
  void thePairWorksAndTheRestStaysAsItIs() throws Exception {
    try (Centres centres =
        new Centres(directory, 1, 2 * Centres.BYTES, Map.of(Centres.INITIATOR, "\"copy-0\""))) {
      centres.write(Centres.BLOCKS - 10, 10, 'a');
      centres.pair();
      centres.main.awaitState(Centres.PAIR, "PAIR");
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      byte[] copy = centres.remote.image(0);
      byte[] first = java.util.Arrays.copyOf(copy, (int) Centres.BYTES);
      assertThat(centres.main.open(Centres.PAIR, 0, first)).isEqualTo(centres.main.image(0));
      byte[] rest = java.util.Arrays.copyOfRange(copy, (int) Centres.BYTES, copy.length);
      assertThat(rest).containsOnly(0);
    }
  }
}
