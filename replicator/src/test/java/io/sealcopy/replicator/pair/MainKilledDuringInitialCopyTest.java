package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The main centre dies in the middle of the initial copy, with the link and without. */
class MainKilledDuringInitialCopyTest {
  @Test
  void theCopyGoesOnAfterTheStart() throws Exception {
    for (int passed = 1; passed < 40; passed += 3) {
      ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 4_000);
      pair.write(90);
      pair.pass(passed);
      pair.write(1);
      pair.pass(1);
      pair.kill();
      assertThat(pair.state()).as("killed after %d", passed).isEqualTo(PairState.COPY);
      pair.settle();
      assertThat(pair.state()).isEqualTo(PairState.PAIR);
      assertThat(pair.equal()).isTrue();
    }
  }
}
