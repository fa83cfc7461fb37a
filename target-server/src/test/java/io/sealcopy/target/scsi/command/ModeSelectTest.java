package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.UnitUpkeep;
import io.sealcopy.target.scsi.command.CommandRunner.Result;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ModeSelectTest {
  private static final String CONTROL = "0a0a 04100000 000000000000";
  private static final String PROTECT = "0a0a 00100800 000000000000";
  private static final String CACHE_OFF = "0812 00" + "00".repeat(17);
  private static final String CACHE_ON = "0812 04" + "00".repeat(17);

  private final MapStore store = new MapStore();
  private CommandRunner runner = restarted();
  private Nexus nexus = runner.nexus();

  private CommandRunner restarted() {
    TestVolume volume = new TestVolume(512, 64);
    return new CommandRunner(volume, LogicalUnit.of(volume, false, UnitUpkeep.of(store)));
  }

  private Result select(String flags, String list) {
    byte[] bytes = HexFormat.of().parseHex(list.replace(" ", ""));
    return runner.run(nexus, "15 %s 0000 %02x 00".formatted(flags, bytes.length), bytes);
  }

  private Result sense(String page) {
    return runner.run(nexus, "1a 08 %s 00 ff 00".formatted(page));
  }

  private void wrong(Result result, AdditionalSense what, int senseKeySpecific) {
    assertThat(result.sense()).isEqualTo(what);
    assertThat(result.senseData().senseKeySpecific()).isEqualTo(senseKeySpecific);
    assertThat(sense("0a").hex()).isEqualTo("0f001000" + "8a0a" + "0010" + "00".repeat(8));
  }

  @Test
  void theControlPageTakesDescriptorSenseForAllNexuses() {
    Nexus other = runner.nexus();
    assertThat(select("10", "00000000" + CONTROL).good()).isTrue();
    assertThat(runner.unit.modes().current().descriptorSense()).isTrue();
    assertThat(sense("0a").hex()).isEqualTo("0f001000" + "8a0a" + "0410" + "00".repeat(8));
    assertThat(runner.run(other, "00 00 000000 00").sense())
        .isEqualTo(AdditionalSense.MODE_PARAMETERS_CHANGED);
    assertThat(runner.run(nexus, "00 00 000000 00").good()).isTrue();
  }

  @Test
  void whatChangesNothingTellsNobody() {
    Nexus other = runner.nexus();
    assertThat(select("10", "00000000" + CACHE_ON).good()).isTrue();
    assertThat(runner.run(other, "00 00 000000 00").good()).isTrue();
  }

  @Test
  void softwareWriteProtectionFlushesAndRefusesChanges() {
    assertThat(select("10", "00000000" + PROTECT).good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    Result write = runner.run(nexus, "2a 00 00000000 00 0001 00", new byte[512]);
    assertThat(write.senseData().key()).isEqualTo(SenseKey.DATA_PROTECT);
    assertThat(write.sense()).isEqualTo(AdditionalSense.SOFTWARE_WRITE_PROTECTED);
    assertThat(sense("0a").hex()).startsWith("0f009000");
    assertThat(runner.run(nexus, "28 00 00000000 00 0001 00").good()).isTrue();
  }

  @Test
  void withoutWriteCacheEveryWriteIsForcedAndZeroingFlushed() {
    assertThat(select("10", "00000000" + CACHE_OFF).good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    assertThat(runner.run(nexus, "2a 00 00000000 00 0001 00", new byte[512]).good()).isTrue();
    assertThat(runner.volume.forced).hasValue(1);
    assertThat(runner.run(nexus, "93 01 0000000000000000 00000004 00 00").good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(2);
    assertThat(sense("08").hex()).startsWith("17001000" + "8812" + "00");
    assertThat(select("10", "00000000" + CACHE_ON).good()).isTrue();
    assertThat(runner.run(nexus, "2a 00 00000000 00 0001 00", new byte[512]).good()).isTrue();
    assertThat(runner.volume.forced).hasValue(1);
  }

  @Test
  void savedParametersComeBackAfterAResetAndARestart() {
    assertThat(select("11", "00000000" + CACHE_OFF).good()).isTrue();
    assertThat(select("10", "00000000" + CONTROL).good()).isTrue();
    assertThat(sense("c8").hex()).startsWith("17001000" + "8812" + "00");
    assertThat(sense("88").hex()).startsWith("17001000" + "8812" + "04");
    runner.unit.reset(() -> {});
    assertThat(runner.unit.modes().current().descriptorSense()).isFalse();
    assertThat(runner.unit.modes().current().writeCache()).isFalse();
    runner = restarted();
    nexus = runner.nexus();
    assertThat(sense("08").hex()).startsWith("17001000" + "8812" + "00");
    assertThat(store.load("modes")).containsExactly(1, 0);
  }

  @Test
  void whatCannotBeSavedChangesNothing() {
    store.failure = "disk full";
    assertThat(select("11", "00000000" + CACHE_OFF).senseData().key())
        .isEqualTo(SenseKey.HARDWARE_ERROR);
    assertThat(runner.unit.modes().current().writeCache()).isTrue();
  }

  @Test
  void aBitThatCannotBeChangedIsPointedAt() {
    // Byte 7 of the list, bit 4: the queue algorithm modifier.
    wrong(
        select("10", "00000000" + "0a0a 00000000 000000000000"),
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        0x8c0007);
  }

  @Test
  void unknownPagesAndWrongLengthsArePointedAt() {
    wrong(
        select("10", "00000000" + "190a" + "00".repeat(10)),
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        0x800004);
    wrong(
        select("10", "00000000" + "0a09" + "00".repeat(9)),
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        0x800005);
  }

  @Test
  void aListThatEndsTooEarlyChangesNothing() {
    wrong(select("10", "000000"), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR, 0);
    wrong(select("10", "00000008" + "00000000"), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR, 0);
    wrong(
        select("10", "00000000" + CACHE_OFF + "0a0a0410"),
        AdditionalSense.PARAMETER_LIST_LENGTH_ERROR,
        0);
    assertThat(runner.unit.modes().current().writeCache()).isTrue();
  }

  @Test
  void theBlockDescriptorMustSayWhatIsThere() {
    assertThat(select("10", "00000008" + "0000004000000200" + CACHE_OFF).good()).isTrue();
    assertThat(select("10", "00000008" + "0000000000000200").good()).isTrue();
    wrong(
        select("10", "00000008" + "0000004000001000"),
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        0x800004);
    wrong(
        select("10", "00000004" + "00000040"),
        AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
        0x800003);
  }

  @Test
  void pagesWithoutPageFormatAndUnknownFlagsAreRefused() {
    wrong(select("00", "00000000" + CONTROL), AdditionalSense.INVALID_FIELD_IN_CDB, 0xc00001);
    wrong(select("12", "00000000" + CONTROL), AdditionalSense.INVALID_FIELD_IN_CDB, 0xc00001);
  }

  @Test
  void tenBytesWithALongDescriptor() {
    String list = "0000000001000010" + "0000000000000040" + "00000000" + "00000200" + CONTROL;
    byte[] bytes = HexFormat.of().parseHex(list.replace(" ", ""));
    assertThat(runner.run(nexus, "55 10 0000000000 0024 00", bytes).good()).isTrue();
    assertThat(runner.unit.modes().current().descriptorSense()).isTrue();
  }
}
