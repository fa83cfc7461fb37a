package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareAndWriteTest {
  private static final String TWO_BLOCKS_AT_5 = "89 00 0000000000000005 000000 02 00 00";

  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  /** {@code blocks} blocks of one value to compare with, then as many of another to write. */
  private static byte[] data(int blocks, int compare, int write) {
    byte[] bytes = new byte[2 * blocks * 512];
    Arrays.fill(bytes, 0, bytes.length / 2, (byte) compare);
    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) write);
    return bytes;
  }

  @Test
  void writesWhenAllBlocksAreEqual() {
    runner.volume.fill(4, 4, 0x41);
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, data(2, 0x41, 0x42)).good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x42);
    assertThat(runner.volume.content(4, 1)).containsOnly(0x41);
    assertThat(runner.volume.content(7, 1)).containsOnly(0x41);
  }

  @Test
  void writesNothingAndNamesTheFirstDifferentByte() {
    runner.volume.fill(5, 2, 0x41);
    byte[] data = data(2, 0x41, 0x42);
    data[512 + 3] = 0;
    CommandRunner.Result result = runner.run(nexus, TWO_BLOCKS_AT_5, data);
    assertThat(result.senseData().key()).isEqualTo(SenseKey.MISCOMPARE);
    assertThat(result.sense()).isEqualTo(AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);
    assertThat(result.senseData().information()).hasValue(512 + 3);
    assertThat(runner.volume.content(5, 2)).containsOnly(0x41);
  }

  @Test
  void dpoAndFua() {
    assertThat(runner.run(nexus, "89 18 0000000000000005 000000 02 00 00", data(2, 0, 0x42)).good())
        .isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x42);
  }

  @Test
  void zeroBlocksCompareAndWriteNothing() {
    assertThat(runner.run(nexus, "89 00 0000000000000005 000000 00 00 00").good()).isTrue();
  }

  @Test
  void anotherAmountOfDataThanTheNumberOfBlocksSaysIsRefused() {
    for (int length : new int[] {512, 1024, 3 * 512, 6 * 512}) {
      CommandRunner.Result result =
          runner.run(nexus, Lun.of(0), TWO_BLOCKS_AT_5, length, new byte[length]);
      assertThat(result.senseData().senseKeySpecific()).as("%d", length).isEqualTo(0xc0_000d);
    }
    assertThat(runner.run(nexus, "89 00 0000000000000005 000000 00 00 00", new byte[512]).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void beyondEndProtectionAndReservedBytes() {
    assertThat(runner.run(nexus, "89 00 000000000000003f 000000 02 00 00", data(2, 0, 1)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    for (String cdb :
        List.of(
            "89 20 0000000000000005 000000 02 00 00", "89 00 0000000000000005 000001 02 00 00")) {
      assertThat(runner.run(nexus, cdb, data(2, 0, 1)).sense())
          .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    }
  }

  @Test
  void writeProtectionAndFailuresOfTheVolume() {
    CommandRunner protectedOne = new CommandRunner(new TestVolume(512, 64).with(true, true, true));
    assertThat(protectedOne.run(protectedOne.nexus(), TWO_BLOCKS_AT_5, data(2, 0, 1)).sense())
        .isEqualTo(AdditionalSense.WRITE_PROTECTED);
    runner.volume.failure = new VolumeFailure.Away("test");
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, data(2, 0, 1)).outcome()).isEqualTo(Outcome.BUSY);
    runner.volume.failure = null;
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, data(2, 0, 1)).good()).isTrue();
  }
}
