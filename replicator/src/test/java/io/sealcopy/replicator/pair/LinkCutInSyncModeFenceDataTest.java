package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/** Mode sync, fence data: what cannot be mirrored fails. */
class LinkCutInSyncModeFenceDataTest {
  @Test
  void writesAreRefusedUntilTheLinkIsBack() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.DATA);
    pair.link.setAway(true);
    Answer waiting = pair.write(5);
    pair.pass(110);
    assertThat(waiting.failure).isInstanceOf(VolumeFailure.Protected.class);
    assertThat(waiting.refusal()).contains("fence level data");
    assertThat(pair.state()).isEqualTo(PairState.COPY);
    long changes = pair.status().counters().changes();
    Answer next = pair.write(6);
    pair.pass(5);
    assertThat(next.failure).isInstanceOf(VolumeFailure.Protected.class);
    assertThat(next.refusal()).contains("the link is away");
    assertThat(pair.status().counters().changes()).as("nothing of it is done").isEqualTo(changes);
    pair.link.setAway(false);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).as("what had failed has crossed all the same").isTrue();
    Answer accepted = pair.write(7);
    pair.settle();
    assertThat(accepted.isDone()).isTrue();
  }

  @Test
  void writesAreRefusedInPsueAndGoOnInPsus() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.DATA);
    pair.split();
    pair.settle();
    Answer split = pair.write(5);
    pair.settle();
    assertThat(split.isDone()).as("the operator has asked for it").isTrue();
    pair.post(new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_REFUSED, "role")));
    pair.resync();
    pair.settle();
    pair.post(new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_REFUSED, "role")));
    Answer refused = pair.write(6);
    pair.settle();
    assertThat(refused.refusal()).contains("PSUE");
    pair.resync();
    pair.settle();
    Answer accepted = pair.write(6);
    pair.settle();
    assertThat(accepted.isDone()).isTrue();
    assertThat(pair.equal()).isTrue();
  }
}
