package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** A pair that a fault has suspended cannot be split: the fault is what an operator must see. */
class SplitOfASuspendedPairTest {
  @Test
  void itIsRefusedWithTheFault() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.post(
        new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_REFUSED, "no such role")));
    Answer split = pair.split();
    pair.settle();
    assertThat(split.refusal()).contains("REMOTE_REFUSED").contains("no such role");
    assertThat(pair.state()).isEqualTo(PairState.PSUE);
  }

  @Test
  void aFaultDuringASplitIsShownAndAResyncEndsBoth() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    pair.write(5);
    pair.post(
        new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_LOST_TRACK, "restored")));
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PSUE);
    Answer resync = pair.resync();
    pair.settle();
    assertThat(resync.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
