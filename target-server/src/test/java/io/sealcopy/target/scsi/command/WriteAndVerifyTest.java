package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteAndVerifyTest {
  private final CommandRunner runner = CommandRunner.on(512, 2048);
  private final Nexus nexus = runner.nexus();

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void simpleWithDpoAndWithByteCheck() {
    int value = 1;
    for (String cdb :
        List.of(
            "2e 00 00000005 00 0002 00",
            "2e 12 00000005 00 0002 00",
            "ae 02 00000005 00000002 00 00",
            "8e 02 0000000000000005 00000002 00 00")) {
      byte[] data = bytes(1024, ++value);
      assertThat(runner.run(nexus, cdb, data).good()).as(cdb).isTrue();
      assertThat(runner.volume.content(5, 2)).as(cdb).isEqualTo(data);
      assertThat(runner.volume.content(7, 1)).containsOnly(0);
    }
  }

  @Test
  void severalChunksAreCompared() {
    byte[] data = new byte[1500 * 512];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) ((i * 31) >> 4);
    }
    assertThat(runner.run(nexus, "2e 02 00000001 00 05dc 00", data).good()).isTrue();
    assertThat(runner.volume.content(1, 1500)).isEqualTo(data);
  }

  @Test
  void whatIsReadBackDifferentlyIsAMiscompareAtItsByte() {
    runner.volume.damage = 6 * 512 + 7;
    CommandRunner.Result result = runner.run(nexus, "2e 02 00000005 00 0002 00", bytes(1024, 0x11));
    assertThat(result.senseData().key()).isEqualTo(SenseKey.MISCOMPARE);
    assertThat(result.sense()).isEqualTo(AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION);
    assertThat(result.senseData().information()).hasValue(512 + 7);
    assertThat(runner.run(nexus, "2e 00 00000005 00 0002 00", bytes(1024, 0x11)).good()).isTrue();
  }

  @Test
  void zeroBlocksAndBeyondEnd() {
    assertThat(runner.run(nexus, "2e 00 00000800 00 0000 00").good()).isTrue();
    assertThat(runner.run(nexus, "2e 00 000007ff 00 0002 00", bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
  }

  @Test
  void reservedBitsProtectionAndOtherByteChecksAreRefused() {
    for (String cdb : List.of("2e 20 00000005 00 0001 00", "2e 04 00000005 00 0001 00")) {
      CommandRunner.Result result = runner.run(nexus, cdb, bytes(512, 1));
      assertThat(result.sense()).as(cdb).isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
      assertThat(result.senseData().senseKeySpecific()).isEqualTo(0xc0_0001);
    }
  }

  @Test
  void residualsWriteOnlyTheWholeBlocksThatAreSent() {
    assertThat(runner.run(nexus, Lun.of(0), "2e 00 00000005 00 0001 00", 0).good()).isTrue();
    runner.run(nexus, Lun.of(0), "2e 00 00000005 00 0002 00", 700, bytes(700, 7));
    assertThat(runner.volume.content(5, 1)).containsOnly(7);
    assertThat(runner.volume.content(6, 1)).containsOnly(0);
  }

  @Test
  void writeProtection() {
    CommandRunner protectedOne = new CommandRunner(new TestVolume(512, 64).with(true, true, true));
    CommandRunner.Result result =
        protectedOne.run(protectedOne.nexus(), "2e 00 00000005 00 0001 00", bytes(512, 1));
    assertThat(result.sense()).isEqualTo(AdditionalSense.WRITE_PROTECTED);
  }
}
