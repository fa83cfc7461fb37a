package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The main centre dies at any moment of a resync, while hosts write. */
class MainKilledDuringResyncTest {
  @Test
  void itGoesOnAfterTheStartAndNothingIsLost() throws Exception {
    int inCopy = 0;
    for (int passed = 0; passed < 60; passed += 3) {
      ScriptedPair pair = ScriptedPair.paired();
      pair.split();
      pair.settle();
      for (int block = 0; block < ScriptedPair.BLOCKS; block++) {
        pair.write(block);
        pair.pass(1);
      }
      pair.settle();
      assertThat(pair.state()).isEqualTo(PairState.PSUS);
      pair.resync();
      pair.pass(passed);
      pair.write(passed % ScriptedPair.BLOCKS);
      pair.pass(1);
      inCopy += pair.state() == PairState.COPY ? 1 : 0;
      pair.kill();
      assertThat(pair.state()).as("killed after %d", passed).isNotEqualTo(PairState.PSUS);
      pair.settle();
      assertThat(pair.state()).isEqualTo(PairState.PAIR);
      assertThat(pair.equal()).as("killed after %d", passed).isTrue();
    }
    assertThat(inCopy).as("times that it was killed in the middle").isPositive();
  }
}
