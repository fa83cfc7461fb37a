package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A main centre is put back to what it was before the first change of a pair that was made without
 * a copy: nothing is marked there, and the remote has changes.
 */
class RestoredToItsBeginningTest {
  @Test
  void whatTheRemoteHasIsNotTakenForEqual() throws Exception {
    ScriptedPair pair = new ScriptedPair(false, PairHold.NONE, 20_000);
    pair.write(9);
    pair.settle();
    pair.restoreToItsBeginning();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PSUE);
    assertThat(pair.status().fault())
        .extracting(PairFault::reason)
        .isEqualTo(PairFault.Reason.REMOTE_LOST_TRACK);
    pair.resync();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }

  /** The resync makes the journal anew, and is not taken for another beginning. */
  @Test
  void startedAgainRightAfterTheResync() throws Exception {
    ScriptedPair pair = new ScriptedPair(false, PairHold.NONE, 20_000);
    pair.write(9);
    pair.settle();
    pair.restoreToItsBeginning();
    pair.settle();
    pair.remoteAnswers(false);
    ScriptedPair.Answer resync = pair.resync();
    pair.pass(20);
    assertThat(resync.isDone()).isTrue();
    pair.kill();
    pair.remoteAnswers(true);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
