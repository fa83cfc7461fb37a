package io.sealcopy.scenario;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both centres stop at the same time and come back, the remote last. */
@Tag("system")
class BothSidesRestartedAtOnceTest {
  @TempDir Path directory;

  @Test
  void thePairIsAsItWasAndNothingIsLost() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.write(100, 50, 'b');
      centres.main.stop();
      centres.remote.stop();
      centres.main.start();
      centres.write(120, 50, 'c');
      centres.remote.start();
      centres.awaitEqual();
    }
  }
}
