package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Text Response. RFC 7143 §11.11.
 *
 * @param continued text goes on in the next PDU
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record TextResponse(
    boolean finalPdu,
    boolean continued,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int CONTINUED_BIT = 0x40;
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static TextResponse decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new TextResponse(
        (flags & Bhs.FINAL) != 0,
        (flags & CONTINUED_BIT) != 0,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = (finalPdu ? Bhs.FINAL : 0) | (continued ? CONTINUED_BIT : 0);
    int at = Bhs.begin(target, Opcode.TEXT_RESPONSE, flags, 0, dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
  }
}
