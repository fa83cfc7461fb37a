package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A target with units 0, 1 and 300; the initiator port with ISID 1 reaches unit 0 only. */
class MaskedUnitsTest extends ServedTest {
  private static final String REPORT_LUNS = "a0 00 00 000000 00000100 00 00";
  private static final String INQUIRY = "12 00 00 0060 00";

  @Override
  TargetDefinition target() {
    Map<Integer, LogicalUnit> units =
        Map.of(
            0, LogicalUnit.of(volume),
            1, LogicalUnit.of(new TestVolume(512, 8)),
            300, LogicalUnit.of(new TestVolume(512, 8)));
    return TargetDefinition.of(TestInitiator.TARGET, units, AccessPolicy.OPEN)
        .withoutPowerOnAttention()
        .withMask((nexus, number) -> number == 0 || !nexus.id().isid().equals(new Isid(1)));
  }

  private TestInitiator initiator(int isid) throws IOException {
    TestInitiator initiator = new TestInitiator(portal);
    initiator.isid = isid;
    initiator.login();
    return initiator;
  }

  private static TestInitiator.Received send(TestInitiator initiator, int lun, String cdb)
      throws IOException {
    Cdb decoded = Cdb.of(HexFormat.of().parseHex(cdb.replace(" ", "")));
    initiator.send(
        new ScsiCommand(
            false,
            true,
            true,
            false,
            1,
            Lun.of(lun),
            initiator.nextTag(),
            256,
            initiator.cmdSn++,
            initiator.expStatSn,
            decoded,
            0,
            0));
    return initiator.receive();
  }

  private static String answer(TestInitiator initiator, int lun, String cdb) throws IOException {
    return HexFormat.of().formatHex(send(initiator, lun, cdb).data());
  }

  @Test
  void reportLunsListsWhatTheInitiatorMayKnowOf() throws IOException {
    try (TestInitiator masked = initiator(1);
        TestInitiator other = initiator(2)) {
      assertThat(answer(masked, 0, REPORT_LUNS)).isEqualTo("0000000800000000" + "00".repeat(8));
      assertThat(answer(other, 0, REPORT_LUNS))
          .isEqualTo("0000001800000000" + "00".repeat(8) + "0001000000000000" + "412c000000000000");
    }
  }

  @Test
  void aMaskedUnitAnswersLikeOneThatIsNotThere() throws IOException {
    try (TestInitiator masked = initiator(1)) {
      for (int lun : new int[] {1, 300}) {
        TestInitiator.Received inquiry = send(masked, lun, INQUIRY);
        assertThat(inquiry.pdu()).isInstanceOf(DataIn.class);
        assertThat(inquiry.data()).isEqualTo(send(masked, 9, INQUIRY).data());
        assertThat(inquiry.data()[0]).isEqualTo((byte) 0x7f);
        TestInitiator.Received ready = send(masked, lun, TEST_UNIT_READY);
        assertThat(((ScsiResponse) ready.pdu()).status()).isEqualTo(2);
        // Fixed sense behind its length: ILLEGAL REQUEST, LOGICAL UNIT NOT SUPPORTED.
        assertThat(ready.data()[4]).isEqualTo((byte) 5);
        assertThat(ready.data()[14]).isEqualTo((byte) 0x25);
      }
    }
  }

  @Test
  void aUnitThatIsAddedIsToldToThoseWhoReachIt() throws IOException {
    try (TestInitiator masked = initiator(1);
        TestInitiator other = initiator(2)) {
      server
          .target(TestInitiator.TARGET)
          .orElseThrow()
          .addUnit(5, LogicalUnit.of(new TestVolume(512, 8)));
      assertThat(((ScsiResponse) send(masked, 0, TEST_UNIT_READY).pdu()).status()).isZero();
      assertThat(((ScsiResponse) send(other, 0, TEST_UNIT_READY).pdu()).status()).isEqualTo(2);
      assertThat(((ScsiResponse) send(other, 5, TEST_UNIT_READY).pdu()).status()).isEqualTo(2);
      assertThat(((ScsiResponse) send(other, 5, TEST_UNIT_READY).pdu()).status()).isZero();
    }
  }

  /** RFC 7143 §11.5.1: whoever does not reach every unit may not reset them all. */
  @Test
  void aTargetResetNeedsAllUnits() throws IOException {
    try (TestInitiator masked = initiator(1);
        TestInitiator other = initiator(2)) {
      for (int function :
          new int[] {
            TaskManagementRequest.TARGET_WARM_RESET, TaskManagementRequest.TARGET_COLD_RESET
          }) {
        masked.send(reset(masked, function));
        assertThat(masked.receive(TaskManagementResponse.class).response())
            .isEqualTo(TaskManagementResponse.FUNCTION_AUTHORIZATION_FAILED);
      }
      assertThat(((ScsiResponse) send(other, 1, TEST_UNIT_READY).pdu()).status()).isZero();
      other.send(reset(other, TaskManagementRequest.TARGET_WARM_RESET));
      assertThat(other.receive(TaskManagementResponse.class).response())
          .isEqualTo(TaskManagementResponse.FUNCTION_COMPLETE);
    }
  }

  private static TaskManagementRequest reset(TestInitiator from, int function) {
    return new TaskManagementRequest(
        false, function, 0, from.nextTag(), -1, from.cmdSn++, from.expStatSn, 0, 0, 0);
  }
}
