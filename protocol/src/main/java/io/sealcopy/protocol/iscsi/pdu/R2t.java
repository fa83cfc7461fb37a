package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Ready To Transfer: the target asks for a part of the data of a write. RFC 7143 §11.8.
 *
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param bufferOffset bytes
 * @param desiredDataTransferLength bytes, never 0
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record R2t(
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int r2tSn,
    long bufferOffset,
    long desiredDataTransferLength,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int R2T_SN = 36;
  private static final int BUFFER_OFFSET = 40;
  private static final int DESIRED_DATA_TRANSFER_LENGTH = 44;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static R2t decode(ByteBuffer bhs) {
    return new R2t(
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.int32(bhs, R2T_SN),
        Bhs.u32(bhs, BUFFER_OFFSET),
        Bhs.u32(bhs, DESIRED_DATA_TRANSFER_LENGTH),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at = Bhs.begin(target, Opcode.R2T, flags, 0, dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.putInt(at + R2T_SN, r2tSn);
    target.putInt(at + BUFFER_OFFSET, (int) bufferOffset);
    target.putInt(at + DESIRED_DATA_TRANSFER_LENGTH, (int) desiredDataTransferLength);
  }
}
