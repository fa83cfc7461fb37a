package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One volume with two remotes: each has its own key, and neither needs the other. */
class SeveralRemotesTest {
  private static final String INITIATOR = "iqn.2026-01.test:main";
  private static final long BYTES = 4 << 20;

  @TempDir Path directory;

  @Test
  void eachRemoteHasTheVolumeUnderItsOwnKeyAndOneGoesWhileHostsWrite() throws Exception {
    Map<String, String> grants = Map.of(INITIATOR, "\"copy-0\"");
    try (LocalRemote near = new LocalRemote(directory.resolve("near"), 1, BYTES, grants);
        LocalRemote far = new LocalRemote(directory.resolve("far"), 1, BYTES, grants);
        LocalMain main = new LocalMain(directory.resolve("main"), INITIATOR, 1, BYTES)) {
      HostLoad host = new HostLoad(main.url(0), (int) (BYTES / 512), 1);
      main.create("near", List.of(0), List.of(near.url(0)));
      CompletableFuture<Integer> load = host.start(1500);
      host.awaitWrites(50);
      main.create("far", List.of(0), List.of(far.url(0)));
      assertThat(load.get()).isPositive();
      main.awaitState("near", "PAIR");
      main.awaitState("far", "PAIR");
      main.flush("near");
      main.flush("far");
      near.stop();
      far.stop();
      assertThat(near.image(0)).isNotEqualTo(far.image(0));
      assertThat(main.open("near", 0, near.image(0))).isEqualTo(main.image(0));
      assertThat(main.open("far", 0, far.image(0))).isEqualTo(main.image(0));

      // Both are opened again as they were, the remotes come back later.
      main.stop();
      main.start();
      far.start();
      load = host.start(2500);
      host.awaitWrites(50);
      main.delete("near");
      int before = host.written();
      host.awaitWrites(before + 50);
      assertThat(load.get()).isPositive();
      main.awaitState("far", "PAIR");
      main.flush("far");
      far.stop();
      host.check(main.image(0));
      assertThat(main.open("far", 0, far.image(0))).isEqualTo(main.image(0));
    }
  }
}
