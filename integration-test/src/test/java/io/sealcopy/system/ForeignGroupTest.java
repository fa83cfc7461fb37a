package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two volumes in one group at a target that knows nothing of us: another centre's own volumes. */
class ForeignGroupTest {
  private static final long BYTES = 1 << 20;

  @TempDir Path directory;

  @Test
  void everyVolumeIsReservedOrNoneAndAllAreFlushedTogether() throws Exception {
    try (LocalMain store =
            new LocalMain(directory.resolve("store"), "iqn.2026-01.test:store", 2, BYTES);
        LocalMain other =
            new LocalMain(directory.resolve("other"), "iqn.2026-01.test:other", 1, BYTES);
        LocalMain main =
            new LocalMain(directory.resolve("main"), "iqn.2026-01.test:main", 2, BYTES)) {
      List<String> remotes = List.of(store.url(0), store.url(1));
      other.createForeign("first", List.of(0), List.of(store.url(1)));
      assertThatThrownBy(() -> main.createForeign("both", List.of(1, 0), remotes))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("another initiator");
      // What was reserved before the refusal is given back.
      other.createForeign("second", List.of(0), List.of(store.url(0)));
      other.delete("first");
      other.delete("second");

      HostLoad host = new HostLoad(main.url(0), (int) (BYTES / 512), 1);
      CompletableFuture<Integer> load = host.start(1000);
      host.awaitWrites(50);
      main.createForeign("both", List.of(1, 0), remotes);
      assertThat(load.get()).isPositive();
      main.awaitState("both", "PAIR");
      main.stop();
      main.start();
      main.awaitState("both", "PAIR");
      main.flush("both");
      assertThat(main.open("both", 0, store.image(0))).isEqualTo(main.image(1));
      assertThat(main.open("both", 1, store.image(1))).isEqualTo(main.image(0));
      host.check(main.image(0));
    }
  }
}
