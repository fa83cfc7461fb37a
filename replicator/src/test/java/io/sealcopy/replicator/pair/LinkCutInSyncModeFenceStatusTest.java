package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/**
 * Mode sync, fence status: refused only when the remote cannot know that it is not kept up to date.
 */
class LinkCutInSyncModeFenceStatusTest {
  @Test
  void aRemoteThatIsAwayRefuses() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.STATUS);
    pair.link.setAway(true);
    Answer waiting = pair.write(5);
    pair.pass(110);
    assertThat(waiting.failure).isInstanceOf(VolumeFailure.Protected.class);
    assertThat(waiting.refusal()).contains("fence level status");
  }

  @Test
  void aRemoteThatSaysThatItIsFullDoesNot() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.STATUS);
    pair.link.loseAs(LinkTrouble.Kind.FULL);
    pair.link.setAway(true);
    Answer waiting = pair.write(5);
    pair.pass(110);
    assertThat(waiting.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.COPY);
    pair.link.loseAs(LinkTrouble.Kind.AWAY);
    pair.pass(200);
    Answer later = pair.write(6);
    pair.pass(5);
    assertThat(later.failure).as("now it is away").isInstanceOf(VolumeFailure.Protected.class);
    pair.link.setAway(false);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }

  @Test
  void aSuspendedPairDoesNot() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.STATUS);
    pair.post(new GroupEvent.Suspend(new PairFault(PairFault.Reason.REMOTE_REFUSED, "role")));
    Answer written = pair.write(6);
    pair.settle();
    assertThat(written.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PSUE);
  }
}
