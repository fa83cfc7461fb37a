package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.VerifyStatus.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BitRotAtTheRemoteTest {
  @Test
  void isFoundByVerifyAndRepairedWithoutAKeyThere() throws IOException {
    CopyScenario pair = CopyScenario.copied();
    pair.remote.blocks(0).rot(7, 3);
    pair.verify();
    pair.until(() -> !pair.isVerifying());
    assertThat(pair.verified().outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.verified().differences()).isPositive();
    assertThat(pair.verified().repaired()).isEqualTo(pair.verified().differences());
    assertThat(pair.verified().unverifiedRegions()).isZero();
    pair.untilPair();
    assertThat(pair.isEqual()).isTrue();
  }
}
