package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** A split comes before the copy is complete. */
class SplitDuringInitialCopyTest {
  @Test
  void theCopyGoesOnWhereItStopped() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    pair.write(95);
    while (pair.status().copiedPercent() < 40) {
      pair.pass(1);
    }
    Answer split = pair.split();
    pair.settle();
    assertThat(split.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PSUS);
    assertThat(pair.status().consistent()).isFalse();
    int left = pair.status().dirtyRegions();
    assertThat(left).isBetween(1, 11);
    long copied = pair.status().counters().copied();
    pair.resync();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    assertThat(pair.status().counters().copied()).isBetween(copied + left, copied + left + 1);
  }
}
