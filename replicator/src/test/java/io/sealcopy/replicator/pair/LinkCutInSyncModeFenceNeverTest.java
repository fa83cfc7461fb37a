package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/**
 * Mode sync, fence never: without the link hosts go on, and the state says that nothing protects
 * them.
 */
class LinkCutInSyncModeFenceNeverTest {
  @Test
  void hostsGoOnAndTheStateSaysSo() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.NEVER);
    pair.link.setAway(true);
    Answer waiting = pair.write(5);
    pair.pass(50);
    assertThat(waiting.given).as("the link may be back in a moment").isFalse();
    pair.pass(60);
    assertThat(waiting.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.COPY);
    Answer next = pair.write(6);
    pair.pass(5);
    assertThat(next.isDone()).isTrue();
    pair.link.setAway(false);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    pair.remoteAnswers(false);
    Answer held = pair.write(7);
    pair.pass(50);
    assertThat(held.given).as("protected again").isFalse();
  }

  @Test
  void aLinkThatComesBackInTimeIsNotNoticedByHosts() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.DATA);
    pair.link.setAway(true);
    Answer waiting = pair.write(5);
    pair.pass(30);
    pair.link.setAway(false);
    pair.pass(60);
    assertThat(waiting.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
  }
}
