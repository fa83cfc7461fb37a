package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** The disk of the journal fails, or is full, or has become read-only. */
class JournalCannotBeWrittenTest {
  @Test
  void thePairIsSuspendedWithTheReasonAndHostsGoOn() throws Exception {
    for (String why : new String[] {"No space left on device", "Read-only file system"}) {
      ScriptedPair pair = ScriptedPair.paired();
      pair.link.setAway(true);
      pair.journalFails(why);
      Answer first = pair.write(1);
      pair.settle();
      assertThat(first.isDone()).as("the P-VOL has it, and a mark says so").isTrue();
      assertThat(pair.state()).isEqualTo(PairState.PSUE);
      PairFault fault = pair.status().fault();
      assertThat(fault).isNotNull();
      assertThat(fault.reason()).isEqualTo(PairFault.Reason.JOURNAL_DAMAGED);
      assertThat(fault.message()).contains(why);
      Answer second = pair.write(2);
      pair.settle();
      assertThat(second.isDone()).isTrue();

      pair.link.setAway(false);
      pair.journalFails(null);
      assertThat(pair.resync().given).isFalse();
      pair.settle();
      assertThat(pair.state()).isEqualTo(PairState.PAIR);
      assertThat(pair.equal()).isTrue();
    }
  }

  @Test
  void killedMeanwhileNothingIsForgotten() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.journalFails("Input/output error");
    pair.write(1);
    pair.settle();
    pair.write(2);
    pair.pass(2);
    pair.journalFails(null);
    pair.kill();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PSUE);
    pair.resync();
    pair.settle();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
  }
}
