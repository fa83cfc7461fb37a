package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.ReadOnlyVolume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.ManualWork;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.ModeParameters;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.TransferLimits;
import io.sealcopy.target.scsi.UnitIdentity;
import io.sealcopy.target.scsi.UnitUpkeep;
import io.sealcopy.target.scsi.command.CommandRunner.Result;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SanitizeTest {
  private static final String TEST_UNIT_READY = "00 00 000000 00";
  private static final String REQUEST_SENSE = "03 00 0000 ff 00";
  private static final String BLOCK_ERASE = "48 02 0000000000 0000 00";
  private static final String EXIT_FAILURE_MODE = "48 1f 0000000000 0000 00";
  private static final String IMMEDIATE_OVERWRITE = "48 81 0000000000 0006 00";
  private static final VolumeFailure BROKEN = new VolumeFailure.WriteFailed(5, "broken");

  private final TestVolume volume = new TestVolume(512, 2048);
  private final MapStore store = new MapStore();
  private final ManualWork work = new ManualWork();
  private CommandRunner runner = new CommandRunner(volume, unit(1 << 18));
  private Nexus nexus = runner.nexus();

  private LogicalUnit unit(long rate) {
    return LogicalUnit.of(volume, false, new UnitUpkeep(store, work, rate));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private Result overwrite(String list) {
    byte[] bytes = bytes(list);
    return runner.run(nexus, "48 81 0000000000 %04x 00".formatted(bytes.length), bytes);
  }

  /** Ends a command that waits for its operation. */
  private Result finished(String cdb) {
    return runner.run(nexus, cdb, work::finish);
  }

  private void failing(String cdb) {
    volume.failure = BROKEN;
    assertThat(finished(cdb).sense()).isEqualTo(AdditionalSense.SANITIZE_COMMAND_FAILED);
    volume.failure = null;
  }

  @Test
  void anOverwriteRepeatsThePatternAnewInEachBlock() {
    assertThat(overwrite("01000003" + "aabbcc").good()).isTrue();
    work.finish();
    byte[] block = new byte[512];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (0xaa + 0x11 * (i % 3));
    }
    for (long lba : new long[] {0, 1, 511, 512, 2047}) {
      assertThat(volume.content(lba, 1)).isEqualTo(block);
    }
    assertThat(volume.flushes).hasValue(1);
    assertThat(store.load("sanitize")).isNull();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void ofInvertedPassesTheLastIsNotInverted() {
    assertThat(overwrite("82000001" + "0f").good()).isTrue();
    while (volume.flushes.get() == 0) {
      work.step();
    }
    assertThat(volume.content(7, 1)).containsOnly(0xf0);
    work.finish();
    assertThat(volume.content(7, 1)).containsOnly(0x0f);
    assertThat(volume.flushes).hasValue(2);
  }

  @Test
  void anEraseOverwritesWithZerosBeforeItDeallocates() {
    volume.fill(0, 2048, 0x55);
    assertThat(finished(BLOCK_ERASE).good()).isTrue();
    assertThat(volume.content(0, 2048)).containsOnly(0);
    assertThat(volume.flushes).hasValue(2);
    volume.fill(3, 1, 0x55);
    assertThat(finished("48 03 0000000000 0000 00").good()).isTrue();
    assertThat(volume.content(0, 2048)).containsOnly(0);
  }

  @Test
  void itIsNotFasterThanItsRate() {
    assertThat(runner.run(nexus, IMMEDIATE_OVERWRITE, bytes("030000020102")).good()).isTrue();
    work.finish();
    // Three times a MiB at a quarter of a MiB a second.
    assertThat(work.nanoTime()).isEqualTo(12_000_000_000L);
  }

  @Test
  void aSmallVolumeTakesLongEnoughToBeSeen() {
    runner = new CommandRunner(volume, unit(1 << 30));
    nexus = runner.nexus();
    runner.run(nexus, IMMEDIATE_OVERWRITE, bytes("010000020102"));
    work.finish();
    assertThat(work.nanoTime()).isEqualTo(8_000_000_000L);
  }

  @Test
  void meanwhileTheUnitAnswersNothingElse() {
    runner.run(nexus, IMMEDIATE_OVERWRITE, bytes("010000020102"));
    work.step();
    work.step();
    work.step();
    Result refused = runner.run(nexus, TEST_UNIT_READY);
    assertThat(refused.senseData().key()).isEqualTo(SenseKey.NOT_READY);
    assertThat(refused.sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
    assertThat(refused.senseData().senseKeySpecific()).isEqualTo(0x808000);
    assertThat(runner.run(nexus, REQUEST_SENSE).hex())
        .isEqualTo("70000200000000" + "0a" + "00000000" + "041b" + "00" + "808000");
    assertThat(runner.run(nexus, "03 01 0000 ff 00").hex())
        .isEqualTo("7202041b00000008" + "02060000" + "80800000");
    for (String cdb :
        new String[] {
          "28 00 00000000 00 0001 00",
          "1b 00 0000 01 00",
          "25 00 00000000 0000 00 00",
          BLOCK_ERASE,
          EXIT_FAILURE_MODE,
          "1a 08 3f 00 ff 00"
        }) {
      assertThat(runner.run(nexus, cdb).sense())
          .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
    }
    for (String cdb :
        new String[] {
          "12 00 00 00ff 00",
          "a0 00 00 000000 00000010 00 00",
          "a3 0c 00 00 0000 00000100 00 00",
          "a3 0d 00 000000 00000010 00 00",
          "a3 0a 00000000 00000100 00 00"
        }) {
      assertThat(runner.run(nexus, cdb).good()).isTrue();
    }
  }

  @Test
  void aResetDoesNotStopIt() {
    runner.run(nexus, IMMEDIATE_OVERWRITE, bytes("010000020102"));
    work.step();
    runner.unit.reset(() -> {});
    runner.run(nexus, TEST_UNIT_READY);
    assertThat(runner.run(nexus, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
    work.finish();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
    assertThat(volume.content(2047, 1)).startsWith(1, 2, 1, 2);
  }

  @Test
  void theEndOfTheProcessDoesNotStopIt() {
    volume.fill(0, 2048, 0x55);
    runner.run(nexus, IMMEDIATE_OVERWRITE, bytes("010000020102"));
    work.step();
    work.step();
    assertThat(store.load("sanitize")).isEqualTo(bytes("0101010001000002" + "0102"));
    ManualWork after = new ManualWork();
    runner =
        new CommandRunner(
            volume, LogicalUnit.of(volume, false, new UnitUpkeep(store, after, 1 << 20)));
    nexus = runner.nexus();
    assertThat(runner.run(nexus, TEST_UNIT_READY).sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
    after.finish();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
    assertThat(volume.content(0, 1)).startsWith(1, 2, 1, 2);
    assertThat(volume.content(2047, 1)).startsWith(1, 2, 1, 2);
    assertThat(store.load("sanitize")).isNull();
  }

  @Test
  void aFailureRefusesEverythingUntilAnotherOneSucceeds() {
    failing(BLOCK_ERASE);
    for (int start = 0; start < 2; start++) {
      Result refused = runner.run(nexus, TEST_UNIT_READY);
      assertThat(refused.senseData().key()).isEqualTo(SenseKey.MEDIUM_ERROR);
      assertThat(refused.sense()).isEqualTo(AdditionalSense.SANITIZE_COMMAND_FAILED);
      assertThat(runner.run(nexus, EXIT_FAILURE_MODE).senseData().senseKeySpecific())
          .isEqualTo(0xc00001);
      // Nor does a way out that the failed one did not leave.
      assertThat(runner.run(nexus, "48 22 0000000000 0000 00").senseData().senseKeySpecific())
          .isEqualTo(0xc00001);
      runner = new CommandRunner(volume, unit(1 << 20));
      nexus = runner.nexus();
    }
    assertThat(finished(BLOCK_ERASE).good()).isTrue();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
  }

  @Test
  void exitFailureModeEndsAFailureWhereThatWasAllowed() {
    failing("48 22 0000000000 0000 00");
    store.failure = "disk full";
    assertThat(runner.run(nexus, EXIT_FAILURE_MODE).senseData().key())
        .isEqualTo(SenseKey.HARDWARE_ERROR);
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isFalse();
    store.failure = null;
    assertThat(runner.run(nexus, EXIT_FAILURE_MODE).good()).isTrue();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
    assertThat(store.load("sanitize")).isNull();
    assertThat(runner.run(nexus, EXIT_FAILURE_MODE).good()).isTrue();
  }

  @Test
  void whatCannotBeKeptIsNotBegun() {
    volume.fill(0, 2048, 0x55);
    store.failure = "disk full";
    assertThat(runner.run(nexus, BLOCK_ERASE).senseData().key()).isEqualTo(SenseKey.HARDWARE_ERROR);
    assertThat(work.waiting()).isFalse();
    assertThat(runner.run(nexus, TEST_UNIT_READY).good()).isTrue();
    assertThat(volume.content(0, 2048)).containsOnly(0x55);
  }

  @Test
  void anEndThatCannotBeKeptIsAFailure() {
    Result ended =
        runner.run(
            nexus,
            BLOCK_ERASE,
            () -> {
              store.failure = "disk full";
              work.finish();
            });
    assertThat(ended.sense()).isEqualTo(AdditionalSense.SANITIZE_COMMAND_FAILED);
  }

  @Test
  void aVolumeThatIsAwayIsWaitedFor() {
    volume.failure = new VolumeFailure.Away("unplugged");
    Result ended =
        runner.run(
            nexus,
            BLOCK_ERASE,
            () -> {
              for (int i = 0; i < 10; i++) {
                work.step();
              }
              volume.failure = null;
              work.finish();
            });
    assertThat(ended.good()).isTrue();
  }

  @Test
  void theParametersOfAnOverwriteAreChecked() {
    for (int length = 0; length <= 4; length++) {
      assertThat(overwrite("01000001aa".substring(0, 2 * length)).senseData().senseKeySpecific())
          .isEqualTo(0xc00007);
    }
    assertThat(overwrite("01000201" + "aa".repeat(513)).senseData().senseKeySpecific())
        .isEqualTo(0xc00007);
    assertThat(overwrite("00000001" + "aa").senseData().senseKeySpecific()).isEqualTo(0x800000);
    assertThat(overwrite("21000001" + "aa").senseData().senseKeySpecific()).isEqualTo(0x800000);
    assertThat(overwrite("01000000" + "aa").senseData().senseKeySpecific()).isEqualTo(0x800002);
    assertThat(overwrite("01000002" + "aa").senseData().senseKeySpecific()).isEqualTo(0x800002);
    assertThat(runner.run(nexus, "48 02 0000000000 0008 00", new byte[8]).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "48 42 0000000000 0000 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "48 04 0000000000 0000 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(work.waiting()).isFalse();
  }

  @Test
  void reservationsAndSoftwareWriteProtectionForbidIt() {
    Nexus other = runner.nexus();
    runner.run(other, "16 00 0000 00 00");
    assertThat(runner.run(nexus, BLOCK_ERASE).outcome()).isEqualTo(Outcome.RESERVATION_CONFLICT);
    runner.run(other, "17 00 0000 00 00");
    ModeParameters present = runner.unit.modes().current();
    runner.unit.modes().change(new ModeParameters(false, true, false, present.writeCache()));
    assertThat(runner.run(nexus, BLOCK_ERASE).sense())
        .isEqualTo(AdditionalSense.SOFTWARE_WRITE_PROTECTED);
  }

  @Test
  void aReadOnlyVolumeCannotBeSanitized() {
    ReadOnlyVolume readOnly = new ReadOnlyVolume(volume, "read-only");
    runner = new CommandRunner(volume, LogicalUnit.of(readOnly, false, UnitUpkeep.NONE));
    nexus = runner.nexus();
    assertThat(runner.run(nexus, BLOCK_ERASE).sense())
        .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    assertThat(runner.run(nexus, "12 01 b1 00ff 00").hex()).startsWith("00b1003c" + "00010000");
  }

  @Test
  void whoMeetsAViewOfTheUnitCannotSanitizeIt() {
    LogicalUnit unit =
        new LogicalUnit(
            UnitIdentity.ofVolume(volume.traits().id()),
            volume,
            _ -> new TestVolume(512, 2048),
            TransferLimits.DEFAULT,
            UnitUpkeep.NONE);
    runner = new CommandRunner(volume, unit);
    for (String cdb : new String[] {BLOCK_ERASE, EXIT_FAILURE_MODE}) {
      assertThat(runner.run(runner.nexus(), cdb).sense())
          .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }
  }

  @Test
  void theCharacteristicsPageSaysThatErasedBlocksCanBeRead() {
    assertThat(runner.run(nexus, "12 01 b1 00ff 00").hex()).startsWith("00b1003c" + "00010050");
  }

  @Test
  void onAFullyProvisionedVolumeThereIsOverwriteOnly() {
    volume.with(false, false, true);
    for (String cdb : new String[] {BLOCK_ERASE, "48 03 0000000000 0000 00"}) {
      assertThat(runner.run(nexus, cdb).sense())
          .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }
    assertThat(runner.run(nexus, "12 01 b1 00ff 00").hex()).startsWith("00b1003c" + "00010000");
  }
}
