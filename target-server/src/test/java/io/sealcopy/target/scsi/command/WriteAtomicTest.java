package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteAtomicTest {
  private static final String TWO_BLOCKS_AT_5 = "9c 18 0000000000000005 0000 0002 00 00";

  private final CommandRunner runner = CommandRunner.on(512, 2048);
  private final Nexus nexus = runner.nexus();

  @BeforeEach
  void offer() {
    runner.volume.atomicBytes = 128 << 10;
  }

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void simple() {
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, bytes(1024, 0x17)).good()).isTrue();
    assertThat(runner.volume.content(5, 2)).containsOnly(0x17);
    assertThat(runner.volume.content(4, 1)).containsOnly(0);
    assertThat(runner.volume.content(7, 1)).containsOnly(0);
    assertThat(runner.volume.atomicWrites).hasValue(1);
  }

  @Test
  void theLimitIsInTheBlockLimitsPage() {
    String hex = runner.run(nexus, "12 01 b0 00ff 00").hex();
    assertThat(hex.substring(2 * 44)).isEqualTo("00000100" + "00000000".repeat(4));
    byte[] data = bytes(257 * 512, 1);
    assertThat(runner.run(nexus, "9c 00 0000000000000005 0000 0101 00 00", data).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(
            runner
                .run(
                    nexus, "9c 00 0000000000000005 0000 0100 00 00", Arrays.copyOf(data, 256 * 512))
                .good())
        .isTrue();
  }

  @Test
  void doesNotExistWhereTheVolumeCannotPromiseIt() {
    CommandRunner other = CommandRunner.on(512, 64);
    assertThat(other.run(other.nexus(), TWO_BLOCKS_AT_5, bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    assertThat(other.run(other.nexus(), "12 01 b0 00ff 00").hex().substring(2 * 44))
        .isEqualTo("00000000".repeat(5));
  }

  @Test
  void zeroBlocksBeyondEndAndBoundary() {
    assertThat(runner.run(nexus, "9c 00 0000000000000800 0000 0000 00 00").good()).isTrue();
    assertThat(runner.run(nexus, "9c 00 00000000000007ff 0000 0002 00 00", bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    for (String cdb :
        List.of(
            "9c 00 0000000000000005 0001 0002 00 00", "9c 20 0000000000000005 0000 0002 00 00")) {
      assertThat(runner.run(nexus, cdb, bytes(1024, 1)).sense())
          .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    }
  }

  @Test
  void lessDataThanBlocksWritesNothing() {
    assertThat(runner.run(nexus, Lun.of(0), TWO_BLOCKS_AT_5, 512, bytes(512, 1)).sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.volume.content(5, 2)).containsOnly(0);
  }

  @Test
  void writeProtectionAndFailuresOfTheVolume() {
    CommandRunner protectedOne = new CommandRunner(new TestVolume(512, 64).with(true, true, true));
    protectedOne.volume.atomicBytes = 4096;
    assertThat(protectedOne.run(protectedOne.nexus(), TWO_BLOCKS_AT_5, bytes(1024, 1)).sense())
        .isEqualTo(AdditionalSense.WRITE_PROTECTED);
    runner.volume.failure = new VolumeFailure.Away("test");
    assertThat(runner.run(nexus, TWO_BLOCKS_AT_5, bytes(1024, 1)).outcome())
        .isEqualTo(Outcome.BUSY);
  }

  @Test
  void nobodyReadsAPartOfIt() {
    Deque<Runnable> later = new ArrayDeque<>();
    runner.volume.completions = later::add;
    CommandRunner.Begun write = runner.begin(nexus, TWO_BLOCKS_AT_5, 1024);
    write.data(bytes(1024, 0x17));
    write.run();
    runner.volume.bytesRead.set(0);
    CommandRunner.Begun waiting = runner.begin(runner.nexus(), "2f 02 00000006 00 0002 00", 1024);
    waiting.data(bytes(1024, 0));
    waiting.run();
    assertThat(runner.volume.bytesRead).hasValue(0);
    later.remove().run();
    assertThat(write.result().good()).isTrue();
    later.remove().run();
    assertThat(waiting.result().senseData().information()).hasValue(0);
  }
}
