package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteProtectionTest {
  private static final int BLOCK = 512;
  private final CommandRunner runner =
      new CommandRunner(new TestVolume(BLOCK, 64).with(true, true, true));
  private final Nexus nexus = runner.nexus();

  @ParameterizedTest
  @CsvSource({
    "0a 000005 01 00, 512",
    "2a 00 00000005 00 0001 00, 512",
    "aa 00 00000005 00000001 00 00, 512",
    "8a 00 0000000000000005 00000001 00 00, 512",
    "2e 02 00000005 00 0001 00, 512",
    "89 00 0000000000000005 000000 01 00 00, 1024",
    "8b 00 0000000000000005 00000001 00 00, 512",
    "41 00 00000005 00 0001 00, 512",
    "93 08 0000000000000005 00000001 00 00, 512",
    "93 01 0000000000000005 00000001 00 00, 0",
    "42 00 00000000 00 0018 00, 24",
  })
  void nothingChangesAProtectedUnit(String cdb, int length) {
    byte[] data = new byte[length];
    if (length == 24) {
      // UNMAP of block 5.
      data[1] = 22;
      data[3] = 16;
      data[15] = 5;
      data[19] = 1;
    }
    CommandRunner.Result result = runner.run(nexus, cdb, data);
    assertThat(result.senseData().key()).isEqualTo(SenseKey.DATA_PROTECT);
    assertThat(result.sense()).isEqualTo(AdditionalSense.WRITE_PROTECTED);
  }

  @ParameterizedTest
  @CsvSource({
    "2a 00 00000040 00 0001 00, 512, LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE",
    "41 00 00000040 00 0001 00, 512, LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE",
    "2a 20 00000005 00 0001 00, 512, INVALID_FIELD_IN_CDB",
    "41 00 00000005 00 0001 00, 1024, PARAMETER_LIST_LENGTH_ERROR",
    "42 00 00000000 00 0004 00, 4, PARAMETER_LIST_LENGTH_ERROR",
  })
  void whatIsWrongWithTheCommandComesFirst(String cdb, int length, AdditionalSense sense) {
    assertThat(runner.run(nexus, cdb, new byte[length]).sense()).isEqualTo(sense);
  }

  @Test
  void zeroBlocksAreNoChange() {
    assertThat(runner.run(nexus, "2a 00 00000005 00 0000 00").good()).isTrue();
    assertThat(runner.run(nexus, "42 00 00000000 00 0008 00", new byte[8]).good()).isTrue();
  }
}
