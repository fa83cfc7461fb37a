package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStage;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Login Request: always immediate. RFC 7143 §11.12.
 *
 * @param transit ready to leave the current stage
 * @param continued text goes on in the next PDU
 * @param currentStage a stage constant of {@link LoginStage}
 * @param nextStage meaningful when transit is set
 * @param tsih 0 opens a session
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record LoginRequest(
    boolean transit,
    boolean continued,
    int currentStage,
    int nextStage,
    int versionMax,
    int versionMin,
    Isid isid,
    int tsih,
    int initiatorTaskTag,
    int cid,
    int cmdSn,
    int expStatSn,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int TRANSIT_BIT = 0x80;
  private static final int CONTINUED_BIT = 0x40;
  private static final int CURRENT_STAGE_MASK = 0x0c;
  private static final int CURRENT_STAGE_SHIFT = 2;
  private static final int NEXT_STAGE_MASK = 0x03;
  private static final int VERSION_MAX = 2;
  private static final int VERSION_MIN = 3;
  private static final int ISID = 8;
  private static final int TSIH = 14;
  private static final int CID = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static LoginRequest decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new LoginRequest(
        (flags & TRANSIT_BIT) != 0,
        (flags & CONTINUED_BIT) != 0,
        (flags & CURRENT_STAGE_MASK) >>> CURRENT_STAGE_SHIFT,
        flags & NEXT_STAGE_MASK,
        Bhs.u8(bhs, VERSION_MAX),
        Bhs.u8(bhs, VERSION_MIN),
        Isid.read(bhs, ISID),
        Bhs.u16(bhs, TSIH),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.u16(bhs, CID),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags =
        (transit ? TRANSIT_BIT : 0)
            | (continued ? CONTINUED_BIT : 0)
            | (currentStage << CURRENT_STAGE_SHIFT & CURRENT_STAGE_MASK)
            | (nextStage & NEXT_STAGE_MASK);
    int at = Bhs.begin(target, Opcode.LOGIN_REQUEST | Bhs.IMMEDIATE, flags, 0, dataSegmentLength);
    target.put(at + VERSION_MAX, (byte) versionMax);
    target.put(at + VERSION_MIN, (byte) versionMin);
    isid.write(target, at + ISID);
    target.putShort(at + TSIH, (short) tsih);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putShort(at + CID, (short) cid);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
  }
}
