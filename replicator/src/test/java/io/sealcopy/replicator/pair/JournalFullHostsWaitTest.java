package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/** The journal is full and when_full is wait: hosts wait a little, then are told BUSY. */
class JournalFullHostsWaitTest {
  private static ScriptedPair waiting() throws Exception {
    ScriptedPair pair =
        new ScriptedPair(
            true,
            PairHold.NONE,
            20_000,
            SimOptions.of(
                PairOptions.Mode.ASYNC, PairOptions.Fence.NEVER, PairOptions.WhenFull.WAIT, 100));
    pair.settle();
    pair.link.setAway(true);
    Answer written = pair.write(0);
    for (int i = 1; i < 100; i++) {
      pair.pass(5);
      if (!written.given) {
        return pair;
      }
      assertThat(written.isDone()).isTrue();
      written = pair.write(i % 20);
    }
    throw new AssertionError("the journal is never full: " + pair.status());
  }

  @Test
  void aWriteThatFindsNoRoomIsToldBusyAndNothingOfItIsDone() throws Exception {
    ScriptedPair pair = waiting();
    Answer write = pair.write(50);
    pair.pass(100);
    assertThat(write.failure).isInstanceOf(VolumeFailure.Away.class);
    assertThat(pair.state()).isEqualTo(PairState.PFUL);
    assertThat(pair.status().dirtyRegions()).isZero();
    Answer next = pair.write(51);
    pair.pass(2);
    assertThat(next.failure).as("at once now").isInstanceOf(VolumeFailure.Away.class);
  }

  @Test
  void aWriteThatWaitsGoesOnWhenThereIsRoom() throws Exception {
    ScriptedPair pair = waiting();
    Answer write = pair.write(50);
    pair.pass(10);
    assertThat(write.given).isFalse();
    pair.link.setAway(false);
    pair.settle();
    Answer again = pair.write(51);
    pair.settle();
    assertThat(again.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }

  @Test
  void aSplitPairMarksRegionsInsteadSinceNothingWouldDrainTheJournal() throws Exception {
    ScriptedPair pair = waiting();
    pair.split();
    pair.pass(5);
    Answer write = pair.write(50);
    pair.pass(5);
    assertThat(write.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PSUS);
    assertThat(pair.status().dirtyRegions()).isPositive();
    pair.link.setAway(false);
    pair.resync();
    pair.settle();
    assertThat(pair.equal()).isTrue();
  }
}
