package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Logout Request. RFC 7143 §11.14.
 *
 * @param immediate delivered ahead of command order
 * @param reason one of the reason constants
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record LogoutRequest(
    boolean immediate,
    int reason,
    int initiatorTaskTag,
    int cid,
    int cmdSn,
    int expStatSn,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int REASON_MASK = 0x7f;
  private static final int CID = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;

  public static final int CLOSE_SESSION = 0;
  public static final int CLOSE_CONNECTION = 1;
  public static final int REMOVE_CONNECTION_FOR_RECOVERY = 2;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static LogoutRequest decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new LogoutRequest(
        Bhs.immediate(bhs),
        flags & REASON_MASK,
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.u16(bhs, CID),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL | (reason & REASON_MASK);
    int at =
        Bhs.begin(
            target,
            Opcode.LOGOUT_REQUEST | (immediate ? Bhs.IMMEDIATE : 0),
            flags,
            0,
            dataSegmentLength);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putShort(at + CID, (short) cid);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
  }
}
