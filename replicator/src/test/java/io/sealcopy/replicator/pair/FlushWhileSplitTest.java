package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** Nobody may wait for what an operator has stopped. */
class FlushWhileSplitTest {
  @Test
  void aFlushIsRefusedWithTheReason() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    pair.write(7);
    Answer flush = pair.flush();
    pair.settle();
    assertThat(flush.refusal()).contains("split (PSUS)").contains("resync");
  }

  @Test
  void aFlushThatWaitsWhenTheSplitComesIsRefusedToo() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.setAway(true);
    pair.write(7);
    pair.pass(20);
    Answer flush = pair.flush();
    pair.pass(300);
    assertThat(flush.given).isFalse();
    pair.split();
    pair.pass(300);
    assertThat(flush.refusal()).contains("split (PSUS)");
  }
}
