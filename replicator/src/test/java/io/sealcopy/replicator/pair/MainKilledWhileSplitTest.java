package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The main centre dies while the pair is split. */
class MainKilledWhileSplitTest {
  @Test
  void itIsStillSplitAfterTheStartAndNothingIsLost() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.write(1);
    pair.split();
    pair.settle();
    pair.write(2);
    pair.settle();
    long arrived = pair.arrivals();
    pair.write(3);
    pair.pass(1);
    pair.kill();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PSUS);
    assertThat(pair.arrivals()).isEqualTo(arrived);
    assertThat(pair.write(4)).extracting(answer -> answer.given).isEqualTo(false);
    pair.settle();
    assertThat(pair.arrivals()).isEqualTo(arrived);
    pair.resync();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
