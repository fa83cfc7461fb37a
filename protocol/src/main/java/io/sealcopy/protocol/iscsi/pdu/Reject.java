package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Reject: the data segment is the header of the PDU refused. RFC 7143 §11.17.
 *
 * @param reason see RejectReason
 * @param dataSn or R2TSN, by reason
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record Reject(
    int reason, int statSn, int expCmdSn, int maxCmdSn, int dataSn, int dataSegmentLength)
    implements TargetPdu {
  private static final int REASON = 2;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int DATA_SN = 36;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static Reject decode(ByteBuffer bhs) {
    return new Reject(
        Bhs.u8(bhs, REASON),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.int32(bhs, DATA_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at = Bhs.begin(target, Opcode.REJECT, flags, 0, dataSegmentLength);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, RESERVED_TAG);
    target.put(at + REASON, (byte) reason);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.putInt(at + DATA_SN, dataSn);
  }

  @Override
  public int initiatorTaskTag() {
    return RESERVED_TAG;
  }
}
