package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The remote is taken over while a host of the main centre writes, in mode sync (rules 1 and 6).
 */
@Tag("system")
class HostWritesDuringTakeOverTest {
  private static final int BEFORE = 100;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"standard", "sealed"})
  void whatWasAcknowledgedIsInTheCopyAndTheRestIsRefused(String link) throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      centres.main.create(
          Centres.PAIR,
          List.of(0),
          List.of(centres.remote.url(0)),
          Map.of(
              "options",
              Map.of(
                  "link",
                  link,
                  "mode",
                  "sync",
                  "fence",
                  "data",
                  "sync_timeout",
                  1,
                  "holes",
                  "sealed")));
      centres.main.awaitState(Centres.PAIR, "PAIR");
      AtomicInteger acknowledged = new AtomicInteger();
      CompletableFuture<Boolean> refused =
          CompletableFuture.supplyAsync(() -> {
            try (Host host = new Host(centres.main.url(0))) {
              for (int block = 0; block < Centres.BLOCKS; block++) {
                if (!host.tryWrite(block, 1, 'x').good()) {
                  return true;
                }
                acknowledged.set(block + 1);
              }
              return false;
            }
          });
      while (acknowledged.get() < BEFORE && !refused.isDone()) {
        Thread.sleep(1);
      }
      centres.remote.takeOver(0);
      assertThat(refused.get()).as("hosts must not believe that it is copied").isTrue();
      centres.main.awaitState(Centres.PAIR, "PSUE");
      assertThat(centres.show().text("reason")).isEqualTo("FENCED");
      centres.remote.stop();
      byte[] copy = centres.main.open(Centres.PAIR, 0, centres.remote.image(0));
      int bytes = acknowledged.get() * 512;
      assertThat(bytes).isPositive();
      assertThat(Arrays.copyOf(copy, bytes)).isEqualTo(Host.filled(acknowledged.get(), 'x'));
    }
  }
}
