package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UNMAP, WRITE SAME, VERIFY and SYNCHRONIZE CACHE. */
class ProvisioningTest {
  private final CommandRunner runner = CommandRunner.on(512, 2048);
  private final Nexus nexus = runner.nexus();

  @BeforeEach
  void fill() {
    runner.volume.fill(0, 2048, 0xff);
  }

  private static byte[] unmapList(long... lbasAndCounts) {
    ByteBuffer list = ByteBuffer.allocate(8 + 8 * lbasAndCounts.length);
    list.putShort((short) (list.capacity() - 2)).putShort((short) (list.capacity() - 8)).putInt(0);
    for (int i = 0; i < lbasAndCounts.length; i += 2) {
      list.putLong(lbasAndCounts[i]).putInt((int) lbasAndCounts[i + 1]).putInt(0);
    }
    return list.array();
  }

  @Test
  void unmapSimple() {
    assertThat(runner.run(nexus, "42 00 00000000 00 0028 00", unmapList(3, 2, 9, 1)).good())
        .isTrue();
    assertThat(runner.volume.content(3, 2)).containsOnly(0);
    assertThat(runner.volume.content(9, 1)).containsOnly(0);
    assertThat(runner.volume.content(5, 4)).containsOnly(0xff);
  }

  @Test
  void unmapChecksAllBeforeTheFirst() {
    assertThat(runner.run(nexus, "42 00 00000000 00 0028 00", unmapList(3, 2, 2047, 2)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    assertThat(runner.volume.content(3, 2)).containsOnly(0xff);
  }

  @Test
  void unmapOfAShortOrEmptyList() {
    assertThat(runner.run(nexus, "42 00 00000000 00 0000 00").good()).isTrue();
    assertThat(runner.run(nexus, "42 00 00000000 00 0004 00", new byte[4]).sense())
        .isEqualTo(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
  }

  @Test
  void unmapDoesNotExistOnAThickVolume() {
    CommandRunner thick = new CommandRunner(new TestVolume(512, 64).with(false, false, true));
    assertThat(thick.run(thick.nexus(), "42 00 00000000 00 0018 00", unmapList(1, 1)).sense())
        .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
  }

  @Test
  void writeSameRepeatsABlock() {
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) 0x17);
    assertThat(runner.run(nexus, "41 00 00000004 00 0400 00", block).good()).isTrue();
    assertThat(runner.volume.content(4, 1024)).containsOnly(0x17);
    assertThat(runner.volume.content(1028, 1)).containsOnly(0xff);
  }

  @Test
  void writeSameWithoutANumberOfBlocksGoesToTheEndUnlessItCouldDiscardThere() {
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) 0x17);
    CommandRunner thick = new CommandRunner(new TestVolume(512, 64).with(false, false, true));
    assertThat(thick.run(thick.nexus(), "93 00 000000000000003e 00000000 00 00", block).good())
        .isTrue();
    assertThat(thick.volume.content(62, 2)).containsOnly(0x17);
    CommandRunner.Result ten = runner.run(nexus, "41 08 00000004 00 0000 00", block);
    assertThat(ten.senseData().senseKeySpecific()).isEqualTo(0xc0_0007);
    CommandRunner.Result sixteen =
        runner.run(nexus, "93 00 00000000000007fe 00000000 00 00", block);
    assertThat(sixteen.senseData().senseKeySpecific()).isEqualTo(0xc0_000a);
    assertThat(runner.volume.content(0, 2048)).containsOnly(0xff);
  }

  @Test
  void writeSameUnmapsAndZeroes() {
    assertThat(runner.run(nexus, "93 08 0000000000000004 00000002 00 00", new byte[512]).good())
        .isTrue();
    assertThat(runner.volume.content(4, 2)).containsOnly(0);
    assertThat(runner.run(nexus, "93 01 0000000000000008 00000002 00 00").good()).isTrue();
    assertThat(runner.volume.content(8, 2)).containsOnly(0);
  }

  @Test
  void writeSameRefusesAnchorAndAnotherDataLength() {
    assertThat(runner.run(nexus, "93 18 0000000000000004 00000002 00 00", new byte[512]).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(
            runner.run(nexus, Lun.of(0), "41 00 00000004 00 0001 00", 1024, new byte[1024]).good())
        .isFalse();
  }

  @Test
  void verifyComparesAndNamesTheFirstDifference() {
    byte[] same = runner.volume.content(0, 1024);
    assertThat(runner.run(nexus, "2f 02 00000000 00 0400 00", same).good()).isTrue();
    same[1000 * 512 + 3] = 1;
    CommandRunner.Result result = runner.run(nexus, "2f 02 00000000 00 0400 00", same);
    assertThat(result.sense()).isEqualTo(AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);
    assertThat(result.senseData().information()).hasValue(1000 * 512 + 3);
  }

  @Test
  void verifyWithOneBlockAndWithoutData() {
    byte[] block = runner.volume.content(0, 1);
    assertThat(runner.run(nexus, "8f 06 0000000000000000 00000010 00 00", block).good()).isTrue();
    assertThat(runner.run(nexus, "af 00 00000000 00000010 00 00").good()).isTrue();
    assertThat(runner.run(nexus, "2f 04 00000000 00 0001 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "2f 02 00000800 00 0001 00", block).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
  }

  @Test
  void synchronizeCacheFlushes() {
    assertThat(runner.run(nexus, "35 00 00000000 00 0000 00").good()).isTrue();
    assertThat(runner.run(nexus, "91 02 0000000000000000 00000008 00 00").good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(2);
  }
}
