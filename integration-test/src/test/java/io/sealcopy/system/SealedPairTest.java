package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pair to our remote centre, both killed at any time. */
@Tag("system")
class SealedPairTest {
  private static final long BYTES = 16 << 20;
  private static final int BLOCKS = (int) (BYTES / 512);

  private enum Victim {
    MAIN,
    REMOTE,
    BOTH
  }

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"--link standard", "--link sealed --holes sealed --connections 3"})
  void killedOnEitherSideOrBothNothingAcknowledgedIsLost(String options) throws Exception {
    try (RemoteCentreProcess remote = new RemoteCentreProcess(directory, BYTES);
        MainCentreProcess main = new MainCentreProcess(directory, BYTES, "")) {
      HostLoad host = new HostLoad(main.url(), BLOCKS, 3);
      assertThat(host.writeFor(300)).isPositive();
      main.create(remote.url(), options.split(" "));
      for (Victim victim : Victim.values()) {
        CompletableFuture<Integer> load = host.start(victim == Victim.REMOTE ? 4_000 : 20_000);
        host.awaitWrites(300);
        kill(victim, main, remote);
        assertThat(load.get()).isPositive();
        main.pair(0, "wait", "data", "--state", "PAIR", "--timeout", "60");
        main.pair(0, "flush", "data");
        remote.end();
        byte[] volume = Files.readAllBytes(main.image);
        host.check(volume);
        assertThat(main.open(Files.readAllBytes(remote.image))).isEqualTo(volume);
        if (victim == Victim.BOTH) {
          turnABit(remote.image);
        }
        remote.start();
      }
      main.pair(0, "wait", "data", "--state", "PAIR", "--timeout", "60");
      main.pair(1, "verify", "data"); // It tells what it found, and repairs it.
      main.pair(0, "verify", "data");
    }
  }

  private static void turnABit(Path image) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(BYTES / 2 + 77);
      int old = file.read();
      file.seek(BYTES / 2 + 77);
      file.write(old ^ 8);
    }
  }

  private static void kill(Victim victim, MainCentreProcess main, RemoteCentreProcess remote)
      throws Exception {
    if (victim != Victim.REMOTE) {
      main.kill();
    }
    if (victim != Victim.MAIN) {
      remote.kill();
      remote.start();
    }
    if (victim != Victim.REMOTE) {
      main.start();
    }
  }
}
