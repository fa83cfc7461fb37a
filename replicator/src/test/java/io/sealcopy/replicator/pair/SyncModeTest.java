package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** Mode sync with a link that works. */
class SyncModeTest {
  @Test
  void aWriteIsCompleteWhenItIsProvenAtTheRemote() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.DATA);
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    pair.remoteAnswers(false);
    Answer written = pair.write(5);
    pair.pass(60);
    assertThat(written.given).isFalse();
    pair.remoteAnswers(true);
    pair.pass(30);
    assertThat(written.isDone()).isTrue();
    assertThat(pair.equal()).isTrue();
  }

  @Test
  void whileTheCopyIsMadeHostsDoNotWait() throws Exception {
    ScriptedPair pair =
        new ScriptedPair(
            true,
            PairHold.NONE,
            20_000,
            SimOptions.of(PairOptions.Mode.SYNC, Fence.DATA, PairOptions.WhenFull.SUSPEND, 100));
    pair.pass(3);
    pair.remoteAnswers(false);
    Answer written = pair.write(2);
    pair.pass(5);
    assertThat(pair.state()).isEqualTo(PairState.COPY);
    assertThat(written.isDone()).isTrue();
  }

  @Test
  void aRemoteThatDoesNotAnswerMakesNobodyWaitLongerThanTheTimeout() throws Exception {
    ScriptedPair pair = ScriptedPair.sync(Fence.NEVER);
    pair.remoteAnswers(false);
    Answer written = pair.write(5);
    pair.pass(110);
    assertThat(written.isDone()).isTrue();
    assertThat(pair.state()).as("not protected").isEqualTo(PairState.COPY);
    Answer next = pair.write(6);
    pair.pass(5);
    assertThat(next.isDone()).as("only the first waits for the timeout").isTrue();
    pair.remoteAnswers(true);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
