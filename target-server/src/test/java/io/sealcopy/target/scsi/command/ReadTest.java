package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void simple() {
    runner.volume.fill(5, 2, 0x5a);
    for (String cdb :
        List.of(
            "08 000005 02 00",
            "28 00 00000005 00 0002 00",
            "a8 00 00000005 00000002 00 00",
            "88 00 0000000000000005 00000002 00 00")) {
      CommandRunner.Result result = runner.run(nexus, cdb);
      assertThat(result.good()).as(cdb).isTrue();
      assertThat(result.data()).as(cdb).isEqualTo(runner.volume.content(5, 2));
    }
  }

  @Test
  void zeroBlocksReadNothingButInSixBytesMean256() {
    assertThat(runner.run(nexus, "28 00 00000005 00 0000 00").data()).isEmpty();
    CommandRunner large = CommandRunner.on(512, 512);
    assertThat(large.run(large.nexus(), "08 000000 00 00").data()).hasSize(256 * 512);
  }

  @Test
  void beyondEnd() {
    for (String cdb :
        List.of(
            "08 00003f 02 00",
            "28 00 0000003f 00 0002 00",
            "28 00 ffffffff 00 0001 00",
            "88 00 8000000000000000 00000001 00 00",
            "88 00 ffffffffffffffff 00000002 00 00",
            "28 00 00000041 00 0000 00")) {
      assertThat(runner.run(nexus, cdb).sense())
          .as(cdb)
          .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
  }

  @Test
  void protectionAndReservedBitsAreRefusedWithTheirPlace() {
    CommandRunner.Result result = runner.run(nexus, "28 20 00000000 00 0001 00");
    assertThat(result.sense()).isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(result.senseData().senseKeySpecific()).isEqualTo(0xc0_0001);
  }

  @Test
  void forceUnitAccessFlushesTheVolatileCacheFirst() {
    assertThat(runner.run(nexus, "28 08 00000000 00 0001 00").good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
    assertThat(runner.run(nexus, "28 10 00000000 00 0001 00").good()).isTrue();
    assertThat(runner.volume.flushes).hasValue(1);
  }

  @Test
  void moreThanTheTransferLimitIsRefused() {
    CommandRunner large = CommandRunner.on(4096, 4096);
    assertThat(large.run(large.nexus(), "28 00 00000000 00 0801 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void failuresOfTheVolumeBecomeTheirSense() {
    runner.volume.failure = new VolumeFailure.ReadFailed(7, "test");
    CommandRunner.Result failed = runner.run(nexus, "28 00 00000000 00 0001 00");
    assertThat(failed.senseData().key()).isEqualTo(SenseKey.MEDIUM_ERROR);
    assertThat(failed.sense()).isEqualTo(AdditionalSense.UNRECOVERED_READ_ERROR);
    assertThat(failed.senseData().information()).hasValue(7);
    runner.volume.failure = new VolumeFailure.Away("test");
    assertThat(runner.run(nexus, "28 00 00000000 00 0001 00").outcome()).isEqualTo(Outcome.BUSY);
  }
}
