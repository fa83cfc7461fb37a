package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** An operator flushes while the remote is away. */
class FlushWhileLinkIsDownTest {
  @Test
  void itWaitsAndEndsWhenEverythingBeforeItIsThere() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.setAway(true);
    pair.write(1);
    pair.pass(20);
    Answer flush = pair.flush();
    pair.pass(500);
    assertThat(flush.given).isFalse();
    assertThat(pair.status().link().word()).isEqualTo("away");
    pair.link.setAway(false);
    pair.settle();
    assertThat(flush.isDone()).isTrue();
    assertThat(pair.equal()).isTrue();
  }

  @Test
  void aFaultThatComesMeanwhileEndsItWithTheReason() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.link.setAway(true);
    pair.write(1);
    pair.pass(20);
    Answer flush = pair.flush();
    pair.pass(20);
    pair.post(new GroupEvent.Suspend(new PairFault(PairFault.Reason.FENCED, "taken over")));
    pair.pass(5);
    assertThat(flush.refusal()).contains("FENCED").contains("taken over");
  }
}
