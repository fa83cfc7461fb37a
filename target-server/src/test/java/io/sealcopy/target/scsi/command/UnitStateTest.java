package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.ScsiTarget;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TEST UNIT READY, REQUEST SENSE, REPORT LUNS and unit attentions together. */
class UnitStateTest {
  private static final String TEST_UNIT_READY = "00 00 000000 00";
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  private LunNexus lunNexus() {
    LunNexus found = nexus.unit(0);
    assertThat(found).isNotNull();
    return found;
  }

  @Test
  void aUnitAttentionIsReportedOnce() {
    lunNexus().establish(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    lunNexus().establish(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    assertThat(runner.run(nexus, "12 00 00 00ff 00").good()).isTrue();
    assertThat(runner.run(nexus, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void requestSenseFetchesTheAttention() {
    lunNexus().establish(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    assertThat(runner.run(nexus, "03 00 0000 ff 00").hex())
        .isEqualTo("70000600000000" + "0a" + "00000000" + "2a09" + "00000000");
    assertThat(runner.run(nexus, "03 01 0000 ff 00").hex()).isEqualTo("72000000" + "00000000");
  }

  @Test
  void reportLunsListsUnitsAndClearsTheChange() {
    runner.target.addUnit(300, LogicalUnit.of(new TestVolume(512, 8)));
    assertThat(runner.run(nexus, "a0 00 00 000000 00000100 00 00").hex())
        .isEqualTo("0000001000000000" + "0000000000000000" + "412c000000000000");
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
    runner.target.removeUnit(300, () -> {});
    assertThat(runner.run(nexus, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
    assertThat(runner.run(nexus, Lun.of(300), TEST_UNIT_READY, 0).sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
  }

  @Test
  void aShortReportLunsIsRefused() {
    assertThat(runner.run(nexus, "a0 00 00 000000 0000000f 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void unknownCodesAndServiceActionsDiffer() {
    assertThat(runner.run(nexus, "c0 00 00 0000 00").sense())
        .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    assertThat(runner.run(nexus, "9e 1f 0000000000000000 00000000 00 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void capacities() {
    assertThat(runner.run(nexus, "25 00 00000000 0000 00 00").hex()).isEqualTo("0000003f00000200");
    assertThat(runner.run(nexus, "9e 10 0000000000000000 00000020 00 00").hex())
        .isEqualTo("000000000000003f" + "00000200" + "0003c000" + "00".repeat(16));
  }

  @Test
  void aNewNexusMeetsPowerOnOnlyWhereThatIsWanted() {
    var target = new ScsiTarget("iqn.x", 1, true, Map.of(0, runner.unit));
    target.attach(nexus);
    assertThat(runner.run(nexus, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
  }
}
