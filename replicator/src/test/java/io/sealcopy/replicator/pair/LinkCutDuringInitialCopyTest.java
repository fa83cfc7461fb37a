package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** The link goes while the first copy is made, again and again. */
class LinkCutDuringInitialCopyTest {
  @Test
  void theCopyGoesOnWhereItStoppedAndHostsDoNotNotice() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.NONE, 20_000);
    for (int cut = 0; cut < 6; cut++) {
      pair.pass(8);
      pair.link.setAway(true);
      Answer written = pair.write(cut * 15);
      pair.pass(40);
      assertThat(written.isDone()).isTrue();
      assertThat(pair.state()).isEqualTo(PairState.COPY);
      assertThat(pair.status().consistent()).isFalse();
      pair.link.setAway(false);
    }
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    assertThat(pair.status().counters().copied())
        .as("no region is copied twice for a cut")
        .isEqualTo(pair.status().regions());
  }
}
