package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStage;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Login Response. RFC 7143 §11.13.
 *
 * @param continued text goes on in the next PDU
 * @param currentStage a stage constant of {@link LoginStage}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param statusClass see LoginStatus
 * @param statusDetail see LoginStatus
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record LoginResponse(
    boolean transit,
    boolean continued,
    int currentStage,
    int nextStage,
    int versionMax,
    int versionActive,
    Isid isid,
    int tsih,
    int initiatorTaskTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int statusClass,
    int statusDetail,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int TRANSIT_BIT = 0x80;
  private static final int CONTINUED_BIT = 0x40;
  private static final int CURRENT_STAGE_MASK = 0x0c;
  private static final int CURRENT_STAGE_SHIFT = 2;
  private static final int NEXT_STAGE_MASK = 0x03;
  private static final int VERSION_MAX = 2;
  private static final int VERSION_ACTIVE = 3;
  private static final int ISID = 8;
  private static final int TSIH = 14;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int STATUS_CLASS = 36;
  private static final int STATUS_DETAIL = 37;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static LoginResponse decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new LoginResponse(
        (flags & TRANSIT_BIT) != 0,
        (flags & CONTINUED_BIT) != 0,
        (flags & CURRENT_STAGE_MASK) >>> CURRENT_STAGE_SHIFT,
        flags & NEXT_STAGE_MASK,
        Bhs.u8(bhs, VERSION_MAX),
        Bhs.u8(bhs, VERSION_ACTIVE),
        Isid.read(bhs, ISID),
        Bhs.u16(bhs, TSIH),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.u8(bhs, STATUS_CLASS),
        Bhs.u8(bhs, STATUS_DETAIL),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags =
        (transit ? TRANSIT_BIT : 0)
            | (continued ? CONTINUED_BIT : 0)
            | (currentStage << CURRENT_STAGE_SHIFT & CURRENT_STAGE_MASK)
            | (nextStage & NEXT_STAGE_MASK);
    int at = Bhs.begin(target, Opcode.LOGIN_RESPONSE, flags, 0, dataSegmentLength);
    target.put(at + VERSION_MAX, (byte) versionMax);
    target.put(at + VERSION_ACTIVE, (byte) versionActive);
    isid.write(target, at + ISID);
    target.putShort(at + TSIH, (short) tsih);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.put(at + STATUS_CLASS, (byte) statusClass);
    target.put(at + STATUS_DETAIL, (byte) statusDetail);
  }
}
