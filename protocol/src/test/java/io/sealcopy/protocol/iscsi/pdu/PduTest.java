package io.sealcopy.protocol.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.scsi.Cdb;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PduTest {
  private static final int TAG = 0x89abcdef;
  private static final long LUN = 0x8001_0203_0405_0607L;
  private static final long BIG = 0xffff_fffeL;

  /** One of each, numbers with their top bits set. */
  static List<Pdu> all() {
    Isid isid = new Isid(0xffee_ddcc_bbaaL);
    Cdb cdb = new Cdb(-2, -3);
    return List.of(
        new NopOut(true, LUN, TAG, -1, -2, -3, 0xff_ffff),
        new ScsiCommand(true, true, true, true, 7, LUN, TAG, BIG, -2, -3, cdb, 255, 0xff_ffff),
        new ScsiCommand(false, false, false, true, 0, LUN, TAG, BIG, -2, -3, cdb, 0, 1),
        new TaskManagementRequest(false, 0x7f, LUN, TAG, -1, -2, -3, -4, -5, 0),
        new LoginRequest(true, false, 1, 3, 255, 254, isid, 0xffff, TAG, 0xfffe, -2, -3, 5),
        new TextRequest(false, true, false, LUN, TAG, -1, -2, -3, 8),
        new DataOut(true, LUN, TAG, -1, -2, -3, BIG, 0xff_ffff),
        new LogoutRequest(true, 2, TAG, 0xffff, -2, -3, 0),
        new SnackRequest(15, LUN, TAG, -1, -2, -3, -4, 0),
        new NopIn(LUN, TAG, -1, -2, -3, -4, 9),
        new ScsiResponse(true, false, true, false, 255, 254, TAG, -1, -2, -3, -4, -5, BIG, BIG, 20),
        new TaskManagementResponse(255, TAG, -1, -2, -3, 0),
        new LoginResponse(false, true, 3, 0, 1, 2, isid, 0xffff, TAG, -1, -2, -3, 255, 254, 7),
        new TextResponse(true, false, LUN, TAG, -1, -2, -3, -4, 6),
        new DataIn(true, false, true, false, true, 255, LUN, TAG, -1, -2, -3, -4, -5, BIG, BIG, 3),
        new LogoutResponse(3, TAG, -1, -2, -3, 0xffff, 0xfffe, 0),
        new R2t(LUN, TAG, -1, -2, -3, -4, -5, BIG, BIG, 0),
        new AsyncMessage(LUN, -1, -2, -3, 255, 254, 0xffff, 0xfffe, 0xfffd, 4),
        new Reject(255, -1, -2, -3, -4, 48));
  }

  private static ByteBuffer header(int opcode, int totalAhsLength, int dataSegmentLength) {
    ByteBuffer bhs = ByteBuffer.allocate(Bhs.LENGTH);
    Bhs.begin(bhs, opcode, Bhs.FINAL, totalAhsLength, dataSegmentLength);
    return bhs.rewind();
  }

  @ParameterizedTest
  @MethodSource("all")
  void decodingGivesWhatWasEncoded(Pdu pdu) {
    ByteBuffer bhs = ByteBuffer.allocate(Bhs.LENGTH);
    pdu.encode(bhs);
    assertThat(Pdu.decode(bhs.flip())).isEqualTo(pdu);
  }

  @Test
  void unknownOpcodesAreValues() {
    for (int opcode : new int[] {0x07, 0x0f, 0x11, 0x1c, 0x1f, 0x27, 0x30, 0x33, 0x3c, 0x3e}) {
      assertThat(Pdu.decode(header(opcode, 0, 0)))
          .isInstanceOfSatisfying(
              MalformedPdu.class,
              malformed -> {
                assertThat(malformed.reason()).isEqualTo(RejectReason.COMMAND_NOT_SUPPORTED);
                assertThat(malformed.opcode()).isEqualTo(opcode);
              });
    }
  }

  @Test
  void ahsAndDataComeOnlyWhereTheyMay() {
    assertThat(Pdu.decode(header(Opcode.SCSI_COMMAND, 255, 512))).isInstanceOf(ScsiCommand.class);
    for (int opcode : new int[] {Opcode.NOP_OUT, Opcode.LOGIN_REQUEST, Opcode.DATA_OUT}) {
      assertThat(Pdu.decode(header(opcode, 1, 0)))
          .isInstanceOfSatisfying(
              MalformedPdu.class,
              malformed ->
                  assertThat(malformed.reason()).isEqualTo(RejectReason.INVALID_PDU_FIELD));
    }
    for (int opcode :
        new int[] {
          Opcode.TASK_MANAGEMENT_REQUEST, Opcode.LOGOUT_REQUEST, Opcode.SNACK_REQUEST, Opcode.R2T
        }) {
      assertThat(Pdu.decode(header(opcode, 0, 1))).isInstanceOf(MalformedPdu.class);
    }
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(20260101);
    byte[] bytes = new byte[Bhs.LENGTH];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      DecodedPdu decoded = Pdu.decode(ByteBuffer.wrap(bytes));
      if (decoded instanceof Pdu pdu) {
        ByteBuffer again = ByteBuffer.allocate(Bhs.LENGTH);
        pdu.encode(again);
        assertThat(Pdu.decode(again.flip())).isEqualTo(pdu);
      }
    }
  }

  @Test
  void lengthsThatDoNotFitAreNotWritten() {
    NopOut tooLong = new NopOut(true, 0, 1, -1, 0, 0, 1 << 24);
    assertThatThrownBy(() -> tooLong.encode(ByteBuffer.allocate(48)))
        .isInstanceOf(IllegalArgumentException.class);
    ByteBuffer little = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    assertThatThrownBy(() -> new NopOut(true, 0, 1, -1, 0, 0, 0).encode(little))
        .hasMessageContaining("big-endian");
  }
}
