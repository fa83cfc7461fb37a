package io.sealcopy.replicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Somebody waits for a state that no time brings. */
class StateThatCannotComeTest {
  @Test
  void aHeldPairWorksOnlyAfterACommand() {
    for (String wanted : new String[] {"COPY", "PAIR", "PFUL", "PFUS"}) {
      StateGoal goal = new StateGoal(wanted);
      assertThat(goal.isHopeless("PSUE")).isTrue();
      assertThat(goal.isHopeless("PSUS")).isTrue();
      assertThat(goal.isHopeless("SMPL")).isTrue();
      assertThat(goal.isHopeless("COPY")).isFalse();
      assertThat(goal.isHopeless("PFUS")).isFalse();
    }
  }

  @Test
  void whatAnOperatorElsewhereMayDoIsWaitedFor() {
    assertThat(new StateGoal("psus").isHopeless("PAIR")).isFalse();
    assertThat(new StateGoal("PSUE").isHopeless("PSUS")).isFalse();
    assertThat(new StateGoal("SSWS").isHopeless("PSUE")).isFalse();
  }

  @Test
  void reachedIsReached() {
    assertThat(new StateGoal("pair").isReached("PAIR")).isTrue();
    assertThat(new StateGoal("PAIR").isReached("PFUL")).isTrue();
    assertThat(new StateGoal("PFUL").isReached("PAIR")).isFalse();
    assertThat(new StateGoal("PEAR").isKnown()).isFalse();
  }

  @Test
  void theNextStepIsNamed() {
    assertThat(StateGoal.nextStep("PSUS", "data")).contains("pair resync data");
    assertThat(StateGoal.nextStep("SMPL", "data")).contains("pair start data");
  }
}
