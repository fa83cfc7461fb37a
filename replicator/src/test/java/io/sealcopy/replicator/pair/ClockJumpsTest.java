package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The wall clock jumps while changes are pending: the lag goes on by the steady clock. */
class ClockJumpsTest {
  @Test
  void theLagDoesNotNotice() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    assertThat(pair.status().lagMillis()).isZero();
    pair.link.setAway(true);
    pair.write(3);
    pair.pass(1000);
    assertThat(pair.status().lagMillis()).isBetween(990L, 1010L);
    pair.jump(-86_400_000);
    pair.pass(1000);
    pair.write(4);
    assertThat(pair.status().lagMillis()).isBetween(1990L, 2010L);
    pair.jump(2 * 86_400_000);
    pair.pass(1000);
    assertThat(pair.status().lagMillis()).isBetween(2990L, 3010L);
    pair.link.setAway(false);
    pair.settle();
    assertThat(pair.status().lagMillis()).isZero();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
  }

  @Test
  void aStartCountsFromWhatTheOldestRecordSays() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.setAway(true);
    pair.write(3);
    pair.pass(500);
    pair.kill();
    pair.pass(100);
    assertThat(pair.status().lagMillis()).isBetween(590L, 620L);
  }

  @Test
  void aStartWithAClockThatWasSetBackCountsFromTheStart() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.setAway(true);
    pair.write(3);
    pair.pass(500);
    pair.jump(-86_400_000);
    pair.kill();
    pair.pass(100);
    assertThat(pair.status().lagMillis()).isBetween(90L, 120L);
  }

  @Test
  void whatIsOnlyMarkedByRegionCountsToo() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    for (int i = 0; i < 200; i++) {
      pair.write(i % 20);
      pair.pass(5);
    }
    assertThat(pair.status().dirtyRegions()).isPositive();
    assertThat(pair.status().lagMillis()).isBetween(990L, 1010L);
    pair.resync();
    pair.settle();
    assertThat(pair.status().lagMillis()).isZero();
  }
}
