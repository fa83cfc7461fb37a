package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Nexus;
import org.junit.jupiter.api.Test;

class ReadDefectDataTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void bothListsAreEmptyInTheFormatAskedFor() {
    assertThat(runner.run(nexus, "37 00 00 00000000 0020 00").hex()).isEqualTo("00000000");
    assertThat(runner.run(nexus, "37 00 1d 00000000 0020 00").hex()).isEqualTo("001d0000");
    assertThat(runner.run(nexus, "b7 1b 00000000 00000020 00 00").hex())
        .isEqualTo("001b000000000000");
    assertThat(runner.run(nexus, "37 00 1d 00000000 0002 00").hex()).isEqualTo("001d");
  }

  @Test
  void aReservedFormatIsRefused() {
    assertThat(runner.run(nexus, "37 00 07 00000000 0020 00").senseData().senseKeySpecific())
        .isEqualTo(0xc0_0002);
    assertThat(runner.run(nexus, "b7 07 00000000 00000020 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }
}
