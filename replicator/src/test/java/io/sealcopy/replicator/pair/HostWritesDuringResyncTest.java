package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** Hosts write to the very regions that a resync copies. */
class HostWritesDuringResyncTest {
  @Test
  void theCopyEndsUpEqualAndTheirWritesAreNotHeldUp() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    for (int block = 0; block < ScriptedPair.BLOCKS; block++) {
      pair.write(block);
      pair.pass(1);
    }
    pair.settle();
    pair.resync();
    for (int i = 0; i < 200; i++) {
      Answer written = pair.write(i * 7 % ScriptedPair.BLOCKS);
      pair.pass(4);
      assertThat(written.isDone()).isTrue();
    }
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
