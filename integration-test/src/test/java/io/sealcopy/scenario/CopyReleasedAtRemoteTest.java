package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.target.remote.CopyStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The remote's operator releases the copy of a pair that works. */
@Tag("system")
class CopyReleasedAtRemoteTest {
  @TempDir Path directory;

  @Test
  void nothingIsWrittenThereAnyMoreAndThePairSaysWhy() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.main.flush(Centres.PAIR);
      centres.remote.stop();
      try (ChannelDirectory state = ChannelDirectory.open(centres.remote.path("remote-state"))) {
        CopyStore.release(state, "copy-0");
      }
      centres.remote.start();
      byte[] before = centres.remote.image(0);
      centres.write(10, 10, 'b');
      centres.awaitFault("REMOTE_REFUSED", "bound to no pair");
      assertThat(centres.remote.image(0)).isEqualTo(before);
    }
  }
}
