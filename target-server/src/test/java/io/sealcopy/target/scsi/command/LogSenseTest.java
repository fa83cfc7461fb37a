package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Nexus;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogSenseTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void supportedPagesAndSubpages() {
    assertThat(runner.run(nexus, "4d 00 40 00 00 0000 00ff 00").hex()).isEqualTo("00000002002f");
    assertThat(runner.run(nexus, "4d 00 40 ff 00 0000 00ff 00").hex())
        .isEqualTo("40ff0006" + "0000" + "00ff" + "2f00");
  }

  @Test
  void informationalExceptionsPredictNothingAndInventNoTemperature() {
    assertThat(runner.run(nexus, "4d 00 6f 00 00 0000 00ff 00").hex())
        .isEqualTo("2f000008" + "00000304" + "0000ff00");
    assertThat(runner.run(nexus, "4d 00 6f 00 00 0000 0004 00").hex()).isEqualTo("2f000008");
  }

  @Test
  void unknownPagesParametersAndSavingAreRefused() {
    for (String cdb :
        List.of(
            "4d 00 4d 00 00 0000 00ff 00",
            "4d 00 6f 01 00 0000 00ff 00",
            "4d 00 6f 00 00 0001 00ff 00",
            "4d 01 6f 00 00 0000 00ff 00")) {
      assertThat(runner.run(nexus, cdb).sense())
          .as(cdb)
          .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    }
  }
}
