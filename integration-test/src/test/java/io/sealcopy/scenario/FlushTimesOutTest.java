package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flush is asked for while the remote is away, with a time limit. */
@Tag("system")
class FlushTimesOutTest {
  @TempDir Path directory;

  @Test
  void itSaysThatItIsNotDoneAndIsDoneLater() throws Exception {
    try (Centres centres = Centres.paired(directory)) {
      centres.remote.stop();
      centres.write(10, 10, 'b');
      assertThatThrownBy(() -> centres.main.command(Centres.PAIR, "flush?timeout=1"))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("not done within 1 s");
      centres.remote.start();
      centres.main.flush(Centres.PAIR);
      centres.awaitEqual();
    }
  }
}
