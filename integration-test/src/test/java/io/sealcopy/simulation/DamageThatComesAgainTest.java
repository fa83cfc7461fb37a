package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairState;
import io.sealcopy.replicator.pair.VerifyStatus.Outcome;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DamageThatComesAgainTest {
  @Test
  void suspendsThePairWithAReasonCode() throws IOException {
    CopyScenario pair = CopyScenario.copied();
    SimBlocks blocks = pair.remote.blocks(0);
    blocks.looked();
    blocks.rot(7, 3);
    pair.verify();
    pair.until(() -> {
      if (blocks.written().get(7)) {
        blocks.looked();
        blocks.rot(7, 3);
      }
      return !pair.isVerifying();
    });
    assertThat(pair.main.status().state()).isEqualTo(PairState.PSUE);
    assertThat(Objects.requireNonNull(pair.main.status().fault()).reason())
        .isEqualTo(PairFault.Reason.COPY_DIFFERS);
    assertThat(pair.verified().outcome()).isEqualTo(Outcome.FAILED);
  }
}
