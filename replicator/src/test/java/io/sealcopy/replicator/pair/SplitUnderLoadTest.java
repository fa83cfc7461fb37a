package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** A pair is split while hosts write, and goes on later with what changed, no more. */
class SplitUnderLoadTest {
  @Test
  void theCopyStandsStillUntilTheResyncBringsWhatChanged() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.remoteAnswers(false);
    for (int i = 0; i < 12; i++) {
      pair.write(i * 3);
      pair.pass(3);
    }
    Answer split = pair.split();
    pair.pass(50);
    assertThat(split.given).as("told only when nothing is in flight").isFalse();
    pair.remoteAnswers(true);
    pair.settle();
    assertThat(split.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PSUS);
    assertThat(pair.status().consistent()).isTrue();
    long arrived = pair.arrivals();
    Answer written = pair.write(40);
    pair.settle();
    assertThat(written.isDone()).isTrue();
    assertThat(pair.arrivals()).isEqualTo(arrived);
    long pending = pair.status().lagChanges();
    assertThat(pending).isPositive();

    assertThat(pair.resync().given).isFalse();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    assertThat(pair.arrivals() - arrived).as("only what was pending crosses").isEqualTo(pending);
  }
}
