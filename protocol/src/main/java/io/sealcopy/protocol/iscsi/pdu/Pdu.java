package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.RejectReason;
import java.nio.ByteBuffer;

/**
 * A PDU's basic header segment. Additional header segments and data travel beside it as slices.
 * Records are immutable; {@code decode} and {@code encode} keep no reference to the buffer.
 */
public sealed interface Pdu extends DecodedPdu permits InitiatorPdu, TargetPdu {
  /** A task tag that names no task. RFC 7143 §11.2.1.8. */
  int RESERVED_TAG = 0xffffffff;

  int initiatorTaskTag();

  /** Bytes of data that follow, padding not counted. */
  int dataSegmentLength();

  /** Four-byte words of additional header segments; only a SCSI Command has any. */
  default int totalAhsLength() {
    return 0;
  }

  /**
   * Writes 48 bytes at the buffer's position, which moves behind them.
   *
   * @throws IllegalArgumentException if a length does not fit or the buffer is little-endian
   */
  void encode(ByteBuffer target);

  /**
   * Decodes the 48 bytes at the position of {@code bhs}, which does not move. Bad bytes give a
   * {@link MalformedPdu}, never an exception. Fields are judged here only as far as the framing
   * depends on them; what else a value means is for the connection to say.
   */
  static DecodedPdu decode(ByteBuffer bhs) {
    int opcode = Bhs.opcode(bhs);
    if (opcode != Opcode.SCSI_COMMAND && Bhs.totalAhsLength(bhs) != 0) {
      // RFC 7143 §11.2.1.5: zero in all PDUs that define no AHS.
      return malformed(bhs, RejectReason.INVALID_PDU_FIELD, "an AHS where none may be");
    }
    if (carriesNoData(opcode) && Bhs.dataSegmentLength(bhs) != 0) {
      return malformed(bhs, RejectReason.INVALID_PDU_FIELD, "a data segment where none may be");
    }
    return switch (opcode) {
      case Opcode.NOP_OUT -> NopOut.decode(bhs);
      case Opcode.SCSI_COMMAND -> ScsiCommand.decode(bhs);
      case Opcode.TASK_MANAGEMENT_REQUEST -> TaskManagementRequest.decode(bhs);
      case Opcode.LOGIN_REQUEST -> LoginRequest.decode(bhs);
      case Opcode.TEXT_REQUEST -> TextRequest.decode(bhs);
      case Opcode.DATA_OUT -> DataOut.decode(bhs);
      case Opcode.LOGOUT_REQUEST -> LogoutRequest.decode(bhs);
      case Opcode.SNACK_REQUEST -> SnackRequest.decode(bhs);
      case Opcode.NOP_IN -> NopIn.decode(bhs);
      case Opcode.SCSI_RESPONSE -> ScsiResponse.decode(bhs);
      case Opcode.TASK_MANAGEMENT_RESPONSE -> TaskManagementResponse.decode(bhs);
      case Opcode.LOGIN_RESPONSE -> LoginResponse.decode(bhs);
      case Opcode.TEXT_RESPONSE -> TextResponse.decode(bhs);
      case Opcode.DATA_IN -> DataIn.decode(bhs);
      case Opcode.LOGOUT_RESPONSE -> LogoutResponse.decode(bhs);
      case Opcode.R2T -> R2t.decode(bhs);
      case Opcode.ASYNC_MESSAGE -> AsyncMessage.decode(bhs);
      case Opcode.REJECT -> Reject.decode(bhs);
      default -> malformed(bhs, RejectReason.COMMAND_NOT_SUPPORTED, "an unknown opcode");
    };
  }

  private static boolean carriesNoData(int opcode) {
    return switch (opcode) {
      case Opcode.TASK_MANAGEMENT_REQUEST,
          Opcode.LOGOUT_REQUEST,
          Opcode.SNACK_REQUEST,
          Opcode.TASK_MANAGEMENT_RESPONSE,
          Opcode.LOGOUT_RESPONSE,
          Opcode.R2T ->
          true;
      default -> false;
    };
  }

  private static MalformedPdu malformed(ByteBuffer bhs, RejectReason reason, String problem) {
    int opcode = Bhs.opcode(bhs);
    return new MalformedPdu(
        reason,
        opcode,
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        "opcode 0x%02x: %s".formatted(opcode, problem));
  }
}
