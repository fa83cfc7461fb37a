package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.Nexus;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InquiryTest {
  private final CommandRunner runner = CommandRunner.on(512, 64);
  private final Nexus nexus = runner.nexus();

  @Test
  void standard() {
    CommandRunner.Result result = runner.run(nexus, "12 00 00 00ff 00");
    assertThat(result.data()).hasSize(96);
    assertThat(result.hex()).startsWith("00000612" + "5b181002");
    String text = new String(result.data(), StandardCharsets.ISO_8859_1);
    assertThat(text.substring(8, 36)).isEqualTo("SEALCOPYVOLUME          0001");
  }

  @Test
  void allocationLengthCutsTheAnswer() {
    assertThat(runner.run(nexus, "12 00 00 0024 00").data()).hasSize(36);
    assertThat(runner.run(nexus, "12 00 00 0000 00").good()).isTrue();
  }

  @Test
  void aUnitThatIsNotThereAnswersWithQualifier3() {
    CommandRunner.Result result = runner.run(nexus, Lun.of(7), "12 00 00 00ff 00", 0);
    assertThat(result.data()[0]).isEqualTo((byte) 0x7f);
    assertThat(runner.run(nexus, Lun.of(7), "00 000000 00 00", 0).sense())
        .isEqualTo(AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
  }

  @Test
  void supportedVpdListsWhatThereIs() {
    assertThat(runner.run(nexus, "12 01 00 00ff 00").hex())
        .isEqualTo("0000000a" + "0080838687888fb0b1b2");
    for (String page : new String[] {"00", "80", "83", "86", "87", "88", "b0", "b1", "b2"}) {
      CommandRunner.Result result = runner.run(nexus, "12 01 " + page + " 00ff 00");
      assertThat(result.hex()).startsWith("00" + page);
    }
    assertThat(runner.run(nexus, "12 01 c7 00ff 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
    assertThat(runner.run(nexus, "12 00 80 00ff 00").sense())
        .isEqualTo(AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  @Test
  void extendedInquirySaysWhatIsSupported() {
    assertThat(runner.run(nexus, "12 01 86 00ff 00").hex())
        .isEqualTo("0086003c" + "00010101" + "00".repeat(5) + "28" + "00".repeat(50));
  }

  @Test
  void modePagesAreShared() {
    assertThat(runner.run(nexus, "12 01 87 00ff 00").hex()).isEqualTo("00870004" + "3fff0000");
  }

  @Test
  void thereIsOnePort() {
    byte[] port = "iqn.2026-11.io.sealcopy:test,t,0x0001".getBytes(StandardCharsets.US_ASCII);
    assertThat(runner.run(nexus, "12 01 88 00ff 00").hex())
        .isEqualTo(
            "00880038"
                + ("00000001" + "00000000" + "0000" + "002c")
                + "53980028"
                + HexFormat.of().formatHex(port)
                + "000000");
  }

  @Test
  void deviceIdentificationNamesUnitAndPort() {
    String hex = runner.run(nexus, "12 01 83 01ff 00").hex();
    // NAA 3h from the volume's id 11223344-5566-7788-99aa-bbccddeeff00, both halves combined.
    assertThat(hex).contains("01030008" + "3" + "888888888888888".substring(0, 15));
    assertThat(hex).contains("51940004" + "00000001").contains("51950004" + "00000001");
    byte[] port = "iqn.2026-11.io.sealcopy:test,t,0x0001".getBytes(StandardCharsets.US_ASCII);
    assertThat(hex).contains(HexFormat.of().formatHex(port));
  }

  @Test
  void provisioningFollowsTheVolume() {
    assertThat(runner.run(nexus, "12 01 b2 00ff 00").hex()).isEqualTo("00b20004" + "00e40200");
    CommandRunner thick = new CommandRunner(new TestVolume(512, 64).with(false, false, true));
    assertThat(thick.run(thick.nexus(), "12 01 b2 00ff 00").hex())
        .isEqualTo("00b20004" + "00000000");
  }

  @Test
  void blockLimitsCountInBlocks() {
    CommandRunner large = CommandRunner.on(4096, 64);
    String hex = large.run(large.nexus(), "12 01 b0 00ff 00").hex();
    assertThat(hex).startsWith("00b0003c" + "01ff0001" + "00000800" + "00000040" + "00000000");
  }
}
