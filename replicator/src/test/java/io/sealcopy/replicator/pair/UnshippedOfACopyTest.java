package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Marks of what was copied outlive the copy a while: what the remote lacks is told all the same.
 */
class UnshippedOfACopyTest {
  @Test
  void nothingIsLackingAsSoonAsTheCopyIsComplete() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    passUntilPaired(pair);
    assertThat(pair.unshipped().isEmpty()).isTrue();
  }

  @Test
  void aChangeAfterThatIsLackingAndNothingElse() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    passUntilPaired(pair);
    pair.remoteAnswers(false);
    pair.write(20);
    pair.pass(20);
    assertThat(pair.unshipped().ranges()).containsExactly(new Unshipped.Range(0, 20, 1));
  }

  @Test
  void whatIsStillToBeCopiedIsLacking() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    while (pair.status().copiedPercent() < 40) {
      pair.pass(1);
    }
    pair.split();
    pair.settle();
    int region = ScriptedPair.REGION_BLOCKS * 512;
    assertThat(pair.unshipped().bytes())
        .as("what was copied before has crossed")
        .isBetween((long) pair.status().dirtyRegions() * region, 11L * region);
  }

  private static void passUntilPaired(ScriptedPair pair) throws Exception {
    while (pair.state() != PairState.PAIR) {
      pair.pass(1);
    }
  }
}
