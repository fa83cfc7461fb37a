package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** An operator chooses another mode while hosts write. */
class ModeChangedTest {
  @Test
  void syncCountsFromWhatIsPendingAndAsyncLetsEverybodyGo() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.remoteAnswers(false);
    Answer async = pair.write(3);
    pair.pass(20);
    assertThat(async.isDone()).isTrue();
    PairOptions sync =
        SimOptions.of(PairOptions.Mode.SYNC, Fence.NEVER, PairOptions.WhenFull.SUSPEND, 1000);
    assertThat(pair.modify(sync).given).isFalse();
    pair.pass(2);
    assertThat(pair.state()).as("one change is not proven yet").isEqualTo(PairState.COPY);
    Answer held = pair.write(4);
    pair.pass(50);
    assertThat(held.given).isFalse();
    pair.modify(PairOptions.DEFAULT);
    pair.pass(2);
    assertThat(held.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    pair.modify(sync);
    pair.remoteAnswers(true);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
