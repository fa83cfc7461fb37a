package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Nexus;
import java.util.List;
import org.junit.jupiter.api.Test;

class GetLbaStatusTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void aMappedVolumeIsOneRun() {
    assertThat(runner.run(nexus, "9e 12 0000000000000005 00000018 00 00").hex())
        .isEqualTo("00000014" + "00000000" + "0000000000000005" + "0000003b" + "00000000");
  }

  @Test
  void runsFollowEachOtherAsFarAsThereIsRoom() {
    runner.volume.unmapped.set(8, 24);
    assertThat(runner.run(nexus, "9e 12 0000000000000000 00000048 00 00").hex())
        .isEqualTo(
            ("00000034 00000000"
                    + "0000000000000000 00000008 00000000"
                    + "0000000000000008 00000010 01000000"
                    + "0000000000000018 00000028 00000000")
                .replace(" ", ""));
    assertThat(runner.run(nexus, "9e 12 0000000000000009 00000018 00 00").hex())
        .isEqualTo("00000014" + "00000000" + "0000000000000009" + "0000000f" + "01000000");
  }

  @Test
  void aShortAllocationLengthCutsTheAnswer() {
    assertThat(runner.run(nexus, "9e 12 0000000000000000 00000004 00 00").hex())
        .isEqualTo("00000014");
    assertThat(runner.run(nexus, "9e 12 0000000000000000 00000000 00 00").data()).isEmpty();
  }

  @Test
  void beyondEnd() {
    for (String cdb :
        List.of(
            "9e 12 0000000000000040 00000018 00 00",
            "9e 12 8000000000000000 00000018 00 00",
            "9e 12 ffffffffffffffff 00000018 00 00")) {
      assertThat(runner.run(nexus, cdb).sense())
          .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
  }
}
