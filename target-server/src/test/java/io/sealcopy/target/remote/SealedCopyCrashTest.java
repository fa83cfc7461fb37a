package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import org.junit.jupiter.api.Test;

/** Rule 3 and the remote's part of rules 1 and 4, by brute force. */
class SealedCopyCrashTest {
  @Test
  void tableTellsTheTruthAfterEveryPowerCut() {
    Seeds.forEach(40, (random, _) -> new CopyModelRun(random, 1).run());
  }

  @Test
  void aTailThatMovesBeforeEveryMembersCheckpointIsFound() {
    assertThatThrownBy(() ->
            Seeds.forEach(40, (random, _) -> new CopyModelRun(random, 3).withEarlyTail().run()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void copiesOfOneGroupAreAtOnePointAfterEveryPowerCut() {
    Seeds.forEach(40, (random, _) -> new CopyModelRun(random, 3).run());
  }
}
