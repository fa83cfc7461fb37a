package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.cli.CliException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight main centres copy to one remote at the same time, each with its own keys and copy. */
class EightMainCentresTest {
  private static final int CENTRES = 8;
  private static final long BYTES = 1 << 20;

  @TempDir Path directory;
  private final List<LocalMain> mains = new ArrayList<>();

  private static String initiator(int number) {
    return "iqn.2026-01.test:main-" + number;
  }

  @Test
  void eachKeepsItsOwnCopyUnderItsOwnKeyAndReachesNoOther() throws Exception {
    Map<String, String> grants = new LinkedHashMap<>();
    for (int i = 0; i < CENTRES; i++) {
      grants.put(initiator(i), "\"copy-" + i + "\"");
    }
    try (LocalRemote remote =
        new LocalRemote(directory.resolve("remote"), CENTRES, BYTES, grants)) {
      try {
        copyAll(remote);
      } finally {
        mains.forEach(LocalMain::close);
      }
    }
  }

  private void copyAll(LocalRemote remote) throws Exception {
    for (int i = 0; i < CENTRES; i++) {
      mains.add(new LocalMain(directory.resolve("main-" + i), initiator(i), 1, BYTES));
    }
    assertThatThrownBy(() -> mains.get(0).create("theirs", List.of(0), List.of(remote.url(1))))
        .isInstanceOf(CliException.class);
    List<HostLoad> hosts = new ArrayList<>();
    List<CompletableFuture<Integer>> loads = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < CENTRES; i++) {
      LocalMain main = mains.get(i);
      hosts.add(new HostLoad(main.url(0), (int) (BYTES / 512), i));
      keys.add(main.create("mine", List.of(0), List.of(remote.url(i))).text("key_id"));
      loads.add(hosts.get(i).start(500));
    }
    assertThat(keys).hasSize(CENTRES);
    for (CompletableFuture<Integer> load : loads) {
      assertThat(load.get()).isPositive();
    }
    for (LocalMain main : mains) {
      main.awaitState("mine", "PAIR");
      main.flush("mine");
    }
    remote.stop();
    for (int i = 0; i < CENTRES; i++) {
      byte[] volume = mains.get(i).image(0);
      hosts.get(i).check(volume);
      assertThat(mains.get(i).open("mine", 0, remote.image(i))).isEqualTo(volume);
    }
  }
}
