package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Logout Response. RFC 7143 §11.15.
 *
 * @param response one of the response constants
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param time2Wait seconds
 * @param time2Retain seconds
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record LogoutResponse(
    int response,
    int initiatorTaskTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int time2Wait,
    int time2Retain,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int RESPONSE = 2;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int TIME2_WAIT = 40;
  private static final int TIME2_RETAIN = 42;

  public static final int CLOSED = 0;
  public static final int CID_NOT_FOUND = 1;
  public static final int RECOVERY_NOT_SUPPORTED = 2;
  public static final int CLEANUP_FAILED = 3;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static LogoutResponse decode(ByteBuffer bhs) {
    return new LogoutResponse(
        Bhs.u8(bhs, RESPONSE),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.u16(bhs, TIME2_WAIT),
        Bhs.u16(bhs, TIME2_RETAIN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at = Bhs.begin(target, Opcode.LOGOUT_RESPONSE, flags, 0, dataSegmentLength);
    target.put(at + RESPONSE, (byte) response);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.putShort(at + TIME2_WAIT, (short) time2Wait);
    target.putShort(at + TIME2_RETAIN, (short) time2Retain);
  }
}
