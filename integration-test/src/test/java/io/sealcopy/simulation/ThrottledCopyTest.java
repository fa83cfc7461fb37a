package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThrottledCopyTest {
  private static long millisFor(PairOptions options) throws IOException {
    CopyScenario pair = CopyScenario.created(options);
    long begin = pair.clock.millis();
    pair.untilPair();
    assertThat(pair.isEqual()).isTrue();
    return pair.clock.millis() - begin;
  }

  @Test
  void keepsItsRate() throws IOException {
    long free = millisFor(PairOptions.DEFAULT);
    long bytes = CopyScenario.created(PairOptions.DEFAULT).shape.byteCount();
    // So that it takes ten seconds, of which a tenth may be caught up at once.
    long bound = millisFor(PairOptions.DEFAULT.withCopying(bytes / 10, false));
    assertThat(bound).isBetween(9_000L, 11_000L + free);
    assertThat(free).isLessThan(9_000);
  }
}
