package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.VerifyStatus.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class VerifyUnderWriteLoadTest {
  @Test
  void hasNoFalseAlarm() throws IOException {
    CopyScenario pair = CopyScenario.copied();
    pair.verify();
    for (int i = 0; i < 3000; i++) {
      if (i % 10 == 0) {
        pair.host.step();
      }
      pair.step();
      assertThat(pair.verified().differences()).isZero();
    }
    pair.until(() -> !pair.isVerifying());
    assertThat(pair.verified().outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.verified().differences()).isZero();
    assertThat(pair.verified().recheckedRegions()).isPositive();
    assertThat(pair.verified().unverifiedRegions()).isZero();
  }
}
