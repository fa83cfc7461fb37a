package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.UnitUpkeep;
import io.sealcopy.target.scsi.command.CommandRunner.Result;
import org.junit.jupiter.api.Test;

/** START STOP UNIT and PREVENT ALLOW MEDIUM REMOVAL. */
class StartStopUnitTest {
  private static final String TEST_UNIT_READY = "00 00 000000 00";
  private static final String STOP = "1b 00 0000 00 00";
  private static final String START = "1b 00 0000 01 00";
  private static final String EJECT = "1b 00 0000 02 00";
  private static final String LOAD = "1b 01 0000 03 00";
  private static final String PREVENT = "1e 00 0000 01 00";
  private static final String ALLOW = "1e 00 0000 00 00";

  private CommandRunner runner = runner(false);
  private Nexus nexus = runner.nexus();

  private static CommandRunner runner(boolean removable) {
    TestVolume volume = new TestVolume(512, 64);
    return new CommandRunner(volume, LogicalUnit.of(volume, removable, UnitUpkeep.NONE));
  }

  private void removable() {
    runner = runner(true);
    nexus = runner.nexus();
  }

  private Result run(String cdb) {
    return runner.run(nexus, cdb);
  }

  @Test
  void aStoppedUnitIsNotReadyUntilItIsStarted() {
    assertThat(run(STOP).good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    assertThat(run(TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED);
    assertThat(run("28 00 00000000 00 0001 00").good()).isFalse();
    assertThat(run("03 00 0000 ff 00").hex())
        .isEqualTo("70000200000000" + "0a" + "00000000" + "0402" + "00000000");
    assertThat(run("12 00 00 00ff 00").good()).isTrue();
    assertThat(run(START).good()).isTrue();
    assertThat(run(TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void noFlushStopsWithoutFlushing() {
    assertThat(run("1b 00 0000 04 00").good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(0);
    assertThat(run(TEST_UNIT_READY).good()).isFalse();
  }

  @Test
  void aUnitThatCannotBeFlushedIsNotStopped() {
    runner.volume.failure = new VolumeFailure.WriteFailed(0, "broken");
    assertThat(run(STOP).senseData().key()).isEqualTo(SenseKey.MEDIUM_ERROR);
    runner.volume.failure = null;
    assertThat(run(TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void aFixedUnitKnowsOneConditionAndCannotBeEjected() {
    assertThat(run("1b 00 0000 10 00").good()).isTrue();
    assertThat(run("1b 00 0000 70 00").good()).isTrue();
    for (String condition : new String[] {"20", "30", "40", "50", "a0", "b0", "f0"}) {
      assertThat(run("1b 00 0000 " + condition + " 00").sense())
          .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    }
    assertThat(run("1b 00 0001 10 00").senseData().senseKeySpecific()).isEqualTo(0xc00003);
    assertThat(run(EJECT).senseData().senseKeySpecific()).isEqualTo(0xc00004);
    assertThat(run(PREVENT).sense()).isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    assertThat(run(TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void aRemovableUnitSaysSoAndLosesItsMedium() {
    removable();
    Nexus other = runner.nexus();
    assertThat(run("12 00 00 0024 00").hex()).startsWith("0080");
    assertThat(run(EJECT).good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    for (String cdb :
        new String[] {TEST_UNIT_READY, "25 00 00000000 0000 00 00", "35" + "00".repeat(9)}) {
      assertThat(run(cdb).senseData().key()).isEqualTo(SenseKey.NOT_READY);
      assertThat(run(cdb).sense()).isEqualTo(AdditionalSense.MEDIUM_NOT_PRESENT);
    }
    assertThat(run(LOAD).good()).isTrue();
    assertThat(run(TEST_UNIT_READY).good()).isTrue();
    assertThat(runner.run(other, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED);
    assertThat(run(LOAD).good()).isTrue();
    assertThat(runner.run(other, TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void aRemovableUnitHasNoPowerConditions() {
    removable();
    assertThat(run(STOP).good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    assertThat(run("1b 01 0000 f2 00").good()).isTrue();
    assertThat(run(TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void anyNexusMayKeepTheMediumWhereItIs() {
    removable();
    Nexus other = runner.nexus();
    assertThat(run(PREVENT).good()).isTrue();
    Result refused = runner.run(other, EJECT);
    assertThat(refused.senseData().key()).isEqualTo(SenseKey.ILLEGAL_REQUEST);
    assertThat(refused.sense()).isEqualTo(AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    assertThat(runner.run(other, ALLOW).good()).isTrue();
    assertThat(runner.run(other, EJECT).good()).isFalse();
    assertThat(run(ALLOW).good()).isTrue();
    assertThat(runner.run(other, EJECT).good()).isTrue();
    assertThat(run(PREVENT).good()).isTrue();
    assertThat(run(LOAD).sense()).isEqualTo(AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    assertThat(run("1e 00 0000 02 00").sense()).isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void preventionEndsWithItsNexusAndWithAReset() {
    removable();
    Nexus other = runner.nexus();
    runner.run(other, PREVENT);
    runner.target.detach(other);
    assertThat(run(EJECT).good()).isTrue();
    run(LOAD);
    run(PREVENT);
    runner.unit.reset(() -> {});
    run(TEST_UNIT_READY);
    assertThat(run(EJECT).good()).isTrue();
  }

  @Test
  void aReservationKeepsOthersFromStoppingNotFromStarting() {
    run("5f 00 00 0000 00000018 00");
    byte[] register = new byte[24];
    register[15] = 7;
    assertThat(runner.run(nexus, "5f 00 00 0000 00000018 00", register).good()).isTrue();
    byte[] reserve = new byte[24];
    reserve[7] = 7;
    assertThat(runner.run(nexus, "5f 01 01 0000 00000018 00", reserve).good()).isTrue();
    Nexus other = runner.nexus();
    assertThat(runner.run(other, STOP).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
    assertThat(runner.run(other, START).good()).isTrue();
  }
}
