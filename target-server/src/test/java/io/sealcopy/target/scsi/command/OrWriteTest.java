package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OrWriteTest {
  private static final String TWO_BLOCKS_AT_5 = "8b 00 0000000000000005 00000002 00 00";

  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void setsBitsAndClearsNone() {
    runner.volume.fill(4, 4, 0xa1);
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, bytes(1024, 0x5a)).good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0xfb);
    assertThat(runner.volume.content(4, 1)).containsOnly(0xa1);
    assertThat(runner.volume.content(7, 1)).containsOnly(0xa1);
  }

  @Test
  void eachByteHasItsOwnBits() {
    byte[] bits = new byte[1024];
    bits[0] = 1;
    bits[1023] = (byte) 0x80;
    assertThat(runner.run(nexus, "8b 18 0000000000000005 00000002 00 00", bits).good()).isTrue();
    assertThat(runner.volume.content(5, 2)).isEqualTo(bits);
  }

  @Test
  void zeroBlocksAndBeyondEnd() {
    assertThat(runner.run(nexus, "8b 00 0000000000000040 00000000 00 00").good()).isTrue();
    assertThat(runner.run(nexus, "8b 00 000000000000003f 00000002 00 00", bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
  }

  @Test
  void lessDataThanBlocksAndProtectionAreRefused() {
    assertThat(runner.run(nexus, Lun.of(0), TWO_BLOCKS_AT_5, 512, bytes(512, 1)).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "8b 20 0000000000000005 00000001 00 00", bytes(512, 1)).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    CommandRunner protectedOne = new CommandRunner(new TestVolume(512, 64).with(true, true, true));
    assertThat(protectedOne.run(protectedOne.nexus(), TWO_BLOCKS_AT_5, bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.WRITE_PROTECTED);
  }
}
