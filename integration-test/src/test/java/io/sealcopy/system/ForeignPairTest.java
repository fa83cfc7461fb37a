package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair to Debian's tgt: a plain store of ciphertext. */
@Tag("system")
class ForeignPairTest {
  private static final long BYTES = 16 << 20;
  private static final int BLOCKS = (int) (BYTES / 512);

  @TempDir Path directory;

  @Test
  void killedInTheMiddleOfWritesNothingAcknowledgedIsLost() throws Exception {
    try (ForeignTarget copy = new ForeignTarget(directory, BYTES);
        MainCentreProcess main = new MainCentreProcess(directory, BYTES, "")) {
      HostLoad host = new HostLoad(main.url(), BLOCKS, 1);
      assertThat(host.writeFor(300)).isPositive();
      main.create(copy.url(), "--foreign", "--escrow", directory.resolve("escrow").toString());
      assertThat(main.show().text("state")).isEqualTo("PAIR");
      for (int round = 0; round < 3; round++) {
        CompletableFuture<Integer> load = host.start(20_000);
        host.awaitWrites(200 + 300 * round);
        main.killAndStart();
        assertThat(load.get()).isPositive();
        main.pair(0, "wait", "data", "--state", "PAIR", "--timeout", "60");
        main.pair(0, "flush", "data");
        byte[] volume = Files.readAllBytes(main.image);
        host.check(volume);
        assertThat(main.open(Files.readAllBytes(copy.image))).isEqualTo(volume);
      }
      JsonObject pair = main.show();
      assertThat(pair.number("lag_changes")).isZero();
      main.pair(2, "delete", "data", "--token", "wrong");
      main.pair(0, "delete", "data", "--token", pair.text("token"));
      assertThat(host.writeFor(200)).isPositive();
    }
  }

  @Test
  void anOrderlyRestartNeedsNoCopy() throws Exception {
    try (ForeignTarget copy = new ForeignTarget(directory, BYTES);
        MainCentreProcess main = new MainCentreProcess(directory, BYTES, "")) {
      HostLoad host = new HostLoad(main.url(), BLOCKS, 2);
      main.create(copy.url(), "--foreign", "--escrow", directory.resolve("escrow").toString());
      assertThat(host.writeFor(500)).isPositive();
      main.pair(0, "flush", "data");
      main.endAndStart();
      assertThat(main.show().number("dirty_regions")).isZero();
      assertThat(main.open(Files.readAllBytes(copy.image)))
          .isEqualTo(Files.readAllBytes(main.image));
    }
  }
}
