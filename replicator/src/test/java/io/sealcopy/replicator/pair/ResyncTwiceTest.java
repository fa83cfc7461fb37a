package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** An operator gives the command twice. */
class ResyncTwiceTest {
  @Test
  void theSecondFindsNothingToDo() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    pair.write(7);
    Answer first = pair.resync();
    Answer second = pair.resync();
    pair.settle();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    long arrived = pair.arrivals();
    assertThat(pair.resync().given).isFalse();
    pair.settle();
    assertThat(pair.arrivals()).isEqualTo(arrived);
    assertThat(pair.equal()).isTrue();
  }
}
