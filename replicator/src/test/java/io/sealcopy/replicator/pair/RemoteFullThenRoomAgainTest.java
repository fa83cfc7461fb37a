package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.link.LinkTrouble;
import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** The remote has no room for a while; then somebody makes some. */
class RemoteFullThenRoomAgainTest {
  @Test
  void hostsGoOnAndThePairBecomesPairByItself() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.loseAs(LinkTrouble.Kind.FULL);
    pair.link.setAway(true);
    for (int i = 0; i < 60; i++) {
      Answer written = pair.write(i);
      pair.pass(3);
      assertThat(written.isDone()).isTrue();
    }
    assertThat(pair.state()).as("its journal is full, too").isEqualTo(PairState.PFUS);
    assertThat(pair.status().fault()).as("nothing is wrong with the pair").isNull();
    assertThat(pair.status().link().message()).isNotEmpty();
    pair.link.setAway(false);
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
