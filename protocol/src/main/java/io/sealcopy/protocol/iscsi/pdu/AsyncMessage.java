package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Asynchronous Message: an event without a request. A SCSI event carries sense data. RFC 7143
 * §11.9.
 *
 * @param lun the raw eight bytes, see {@link Lun}
 * @param asyncEvent one of the event constants
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record AsyncMessage(
    long lun,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int asyncEvent,
    int asyncVCode,
    int parameter1,
    int parameter2,
    int parameter3,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int ASYNC_EVENT = 36;
  private static final int ASYNC_VCODE = 37;
  private static final int PARAMETER1 = 38;
  private static final int PARAMETER2 = 40;
  private static final int PARAMETER3 = 42;

  public static final int SCSI_ASYNCHRONOUS_EVENT = 0;
  public static final int LOGOUT_REQUESTED = 1;
  public static final int CONNECTION_WILL_BE_DROPPED = 2;
  public static final int SESSION_WILL_BE_DROPPED = 3;
  public static final int NEGOTIATION_REQUESTED = 4;
  public static final int TASKS_TERMINATED = 5;
  public static final int VENDOR_SPECIFIC = 255;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static AsyncMessage decode(ByteBuffer bhs) {
    return new AsyncMessage(
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.u8(bhs, ASYNC_EVENT),
        Bhs.u8(bhs, ASYNC_VCODE),
        Bhs.u16(bhs, PARAMETER1),
        Bhs.u16(bhs, PARAMETER2),
        Bhs.u16(bhs, PARAMETER3),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at = Bhs.begin(target, Opcode.ASYNC_MESSAGE, flags, 0, dataSegmentLength);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, RESERVED_TAG);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.put(at + ASYNC_EVENT, (byte) asyncEvent);
    target.put(at + ASYNC_VCODE, (byte) asyncVCode);
    target.putShort(at + PARAMETER1, (short) parameter1);
    target.putShort(at + PARAMETER2, (short) parameter2);
    target.putShort(at + PARAMETER3, (short) parameter3);
  }

  @Override
  public int initiatorTaskTag() {
    return RESERVED_TAG;
  }
}
