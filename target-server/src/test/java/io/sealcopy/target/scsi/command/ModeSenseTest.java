package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import org.junit.jupiter.api.Test;

class ModeSenseTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void cachingSaysWhetherWritesMayBeLost() {
    assertThat(runner.run(nexus, "1a 08 08 00 ff 00").hex())
        .isEqualTo("17001000" + "0812" + "04" + "00".repeat(17));
    CommandRunner safe = new CommandRunner(new TestVolume(512, 64).with(true, true, false));
    assertThat(safe.run(safe.nexus(), "1a 08 08 00 ff 00").hex())
        .isEqualTo("17009000" + "0812" + "00" + "00".repeat(17));
  }

  @Test
  void blockDescriptors() {
    assertThat(runner.run(nexus, "1a 00 1c 00 ff 00").hex())
        .startsWith("17001008" + "0000004000000200" + "1c0a08");
    assertThat(runner.run(nexus, "5a 10 1c 00 000000 00ff 00").hex())
        .startsWith("0022001001000010" + "0000000000000040" + "00000000" + "00000200" + "1c0a08");
  }

  @Test
  void allPagesComeInOrder() {
    String hex = runner.run(nexus, "5a 08 3f 00 000000 00ff 00").hex();
    assertThat(hex).startsWith("003e0010" + "00000000" + "010a");
    assertThat(hex.indexOf("0812")).isLessThan(hex.indexOf("0a0a00"));
  }

  @Test
  void changeableBitsAreOnesOfTheMask() {
    assertThat(runner.run(nexus, "1a 08 48 00 ff 00").hex())
        .isEqualTo("17001000" + "0812" + "04" + "00".repeat(17));
    assertThat(runner.run(nexus, "1a 08 4a 00 ff 00").hex())
        .isEqualTo("0f001000" + "0a0a" + "04000840" + "00".repeat(6));
    CommandRunner safe = new CommandRunner(new TestVolume(512, 64).with(false, true, false));
    assertThat(safe.run(safe.nexus(), "1a 08 48 00 ff 00").hex())
        .isEqualTo("17001000" + "0812" + "00".repeat(18));
  }

  @Test
  void aUnitThatKeepsNothingHasNoSavedPages() {
    assertThat(runner.run(nexus, "1a 08 c8 00 ff 00").sense())
        .isEqualTo(AdditionalSense.SAVING_PARAMETERS_NOT_SUPPORTED);
    assertThat(runner.run(nexus, "1a 08 11 00 ff 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }
}
