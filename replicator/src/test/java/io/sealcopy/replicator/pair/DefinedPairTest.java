package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** A pair that is defined, and started later. */
class DefinedPairTest {
  @Test
  void nothingCrossesBeforeTheStart() throws Exception {
    ScriptedPair pair = new ScriptedPair(true, PairHold.DEFINED, 20_000);
    Answer written = pair.write(3);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.SMPL);
    assertThat(written.isDone()).isTrue();
    assertThat(pair.arrivals()).isZero();
    assertThat(pair.status().link().word()).isEqualTo("stopped");
    Answer split = pair.split();
    Answer resync = pair.resync();
    Answer flush = pair.flush();
    pair.settle();
    assertThat(split.refusal()).contains("not started");
    assertThat(resync.refusal()).contains("not started");
    assertThat(flush.refusal()).contains("not started");
    pair.kill();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.SMPL);
    Answer begun = pair.command(GroupEvent.Begin::new);
    pair.settle();
    assertThat(begun.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    Answer again = pair.command(GroupEvent.Begin::new);
    pair.settle();
    assertThat(again.refusal()).contains("started already");
  }

  @Test
  void withoutACopyOnlyChangesCross() throws Exception {
    ScriptedPair pair = new ScriptedPair(false, PairHold.NONE, 20_000);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.arrivals()).isZero();
    pair.write(9);
    pair.settle();
    assertThat(pair.arrivals()).isEqualTo(1);
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
