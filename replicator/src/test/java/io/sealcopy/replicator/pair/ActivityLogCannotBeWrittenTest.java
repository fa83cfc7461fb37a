package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.ScriptedPair.Answer;
import org.junit.jupiter.api.Test;

/** The disk of the activity log fails: nobody could say what changed. */
class ActivityLogCannotBeWrittenTest {
  @Test
  void changesAreRefusedWithTheReasonUntilItWorksAgain() throws Exception {
    ScriptedPair pair = ScriptedPair.paired();
    pair.activityLogFails("Input/output error");
    Answer refused = pair.write(60);
    pair.settle();
    assertThat(refused.given).isTrue();
    assertThat(refused.refusal()).contains("activity log").contains("Input/output error");
    assertThat(pair.equal()).as("nothing of it was done").isTrue();

    pair.activityLogFails(null);
    Answer taken = pair.write(60);
    pair.settle();
    assertThat(taken.isDone()).isTrue();
    assertThat(pair.state()).isEqualTo(PairState.PAIR);
    assertThat(pair.equal()).isTrue();
    pair.kill();
    pair.settle();
    assertThat(pair.equal()).isTrue();
  }
}
