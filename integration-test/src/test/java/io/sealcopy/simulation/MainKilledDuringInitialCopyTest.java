package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MainKilledDuringInitialCopyTest {
  @Test
  void goesOnWhereItStood() throws IOException {
    CopyScenario pair = CopyScenario.created(PairOptions.DEFAULT.withCopying(20_000, false));
    pair.until(() -> pair.main.status().fault() != null || pair.main.status().dirtyRegions() > 0);
    pair.until(
        () -> pair.main.status().fault() == null && pair.main.status().copiedPercent() >= 60);
    for (int i = 0; i < 3_000; i++) {
      pair.step(); // Dirty marks go when journal and P-VOL are synced past the copy.
    }
    int before = pair.main.status().copiedPercent();
    pair.main.crash(false);
    pair.boot();
    assertThat(pair.main.status().copiedPercent()).isBetween(before - 40, before);
    assertThat(pair.main.status().copiedPercent()).isGreaterThan(20);
    pair.untilPair();
    assertThat(pair.isEqual()).isTrue();
  }
}
