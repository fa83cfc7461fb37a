package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** The journal fills up while the pair is split: regions are marked, hosts go on. */
class JournalFullWhileSplitTest {
  @Test
  void changesAreMarkedByRegionAndComeWithTheResync() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.split();
    pair.settle();
    for (int i = 0; i < 200; i++) {
      Answer written = pair.write(i % 20);
      pair.pass(2);
      assertThat(written.isDone()).as("write " + i).isTrue();
    }
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PSUS);
    assertThat(pair.status().journalPercent()).isGreaterThan(90);
    assertThat(pair.status().dirtyRegions()).isEqualTo(3);
    assertThat(pair.status().consistent()).isTrue();
    pair.resync();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
