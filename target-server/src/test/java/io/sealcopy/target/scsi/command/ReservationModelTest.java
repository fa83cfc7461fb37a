package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import org.junit.jupiter.api.Test;

/** Random service actions, lost nexuses and restarts, compared with {@link ReservationModel}. */
class ReservationModelTest {
  private static final int STEPS = 400;

  @Test
  void theTargetDoesWhatTheModelDoes() {
    Seeds.forEach(20, (random, _) -> new ReservationModelRun(random).run(STEPS));
  }

  @Test
  void theModelSeesADifference() {
    ReservationModel model = new ReservationModel(2);
    model.register(0, 0, 1, false, false);
    assertThat(model.mayWrite(1)).isTrue();
    model.reserve(0, 1, 1);
    assertThat(model.mayWrite(1)).isFalse();
  }
}
