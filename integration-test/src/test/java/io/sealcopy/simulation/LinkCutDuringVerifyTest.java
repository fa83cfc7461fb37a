package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.VerifyStatus.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LinkCutDuringVerifyTest {
  @Test
  void goesOnWhereItStoodWhenTheLinkIsBack() throws IOException {
    CopyScenario pair = CopyScenario.copied();
    pair.remote.blocks(0).rot(pair.shape.blocks() - 1, 0);
    pair.verify();
    pair.until(() -> pair.verified().checkedBytes() > 0);
    pair.main.link().setAway(true);
    for (int i = 0; i < 500; i++) {
      pair.step();
    }
    assertThat(pair.isVerifying()).isTrue();
    pair.main.link().setAway(false);
    pair.until(() -> !pair.isVerifying());
    assertThat(pair.verified().outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.verified().differences()).isPositive();
    assertThat(pair.verified().repaired()).isEqualTo(pair.verified().differences());
    pair.untilPair();
    assertThat(pair.isEqual()).isTrue();
  }
}
