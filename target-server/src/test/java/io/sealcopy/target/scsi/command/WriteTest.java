package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void simple() {
    int value = 1;
    for (String cdb :
        List.of(
            "0a 000005 02 00",
            "2a 00 00000005 00 0002 00",
            "aa 08 00000005 00000002 00 00",
            "8a 18 0000000000000005 00000002 00 00")) {
      byte[] data = bytes(1024, ++value);
      assertThat(runner.run(nexus, cdb, data).good()).as(cdb).isTrue();
      assertThat(runner.volume.content(5, 2)).as(cdb).isEqualTo(data);
      assertThat(runner.volume.content(4, 1)).containsOnly(0);
      assertThat(runner.volume.content(7, 1)).containsOnly(0);
    }
  }

  @Test
  void zeroBlocksWriteNothing() {
    assertThat(runner.run(nexus, "2a 00 00000005 00 0000 00").good()).isTrue();
    assertThat(runner.volume.content(5, 1)).containsOnly(0);
  }

  @Test
  void beyondEnd() {
    assertThat(runner.run(nexus, "2a 00 0000003f 00 0002 00", bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    assertThat(runner.volume.content(63, 1)).containsOnly(0);
  }

  @Test
  void residualsWriteOnlyTheWholeBlocksThatAreSent() {
    runner.run(nexus, Lun.of(0), "2a 00 00000005 00 0002 00", 700, bytes(700, 7));
    assertThat(runner.volume.content(5, 1)).containsOnly(7);
    assertThat(runner.volume.content(6, 1)).containsOnly(0);
  }

  @Test
  void writeProtection() {
    CommandRunner protectedOne = new CommandRunner(new TestVolume(512, 64).with(true, true, true));
    CommandRunner.Result result =
        protectedOne.run(protectedOne.nexus(), "2a 00 00000005 00 0001 00", bytes(512, 1));
    assertThat(result.senseData().key()).isEqualTo(SenseKey.DATA_PROTECT);
    assertThat(result.sense()).isEqualTo(AdditionalSense.WRITE_PROTECTED);
  }

  @Test
  void failuresOfTheVolumeBecomeTheirSense() {
    runner.volume.failure = new VolumeFailure.OutOfSpace("test");
    CommandRunner.Result full = runner.run(nexus, "2a 00 00000005 00 0001 00", bytes(512, 1));
    assertThat(full.senseData().key()).isEqualTo(SenseKey.DATA_PROTECT);
    assertThat(full.sense()).isEqualTo(AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
    runner.volume.failure = new VolumeFailure.WriteFailed(9, "test");
    CommandRunner.Result broken = runner.run(nexus, "2a 00 00000005 00 0001 00", bytes(512, 1));
    assertThat(broken.senseData().key()).isEqualTo(SenseKey.MEDIUM_ERROR);
    assertThat(broken.sense()).isEqualTo(AdditionalSense.WRITE_ERROR);
    runner.volume.failure = new VolumeFailure.Protected("test");
    assertThat(runner.run(nexus, "2a 00 00000005 00 0001 00", bytes(512, 1)).sense())
        .isEqualTo(AdditionalSense.WRITE_PROTECTED);
  }
}
