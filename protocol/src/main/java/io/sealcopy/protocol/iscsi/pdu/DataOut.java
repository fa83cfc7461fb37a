package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * SCSI Data-Out: data of a write, solicited (with the tag of an R2T) or not (reserved tag). RFC
 * 7143 §11.7.
 *
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSn restarts at 0 for each sequence
 * @param bufferOffset bytes from the start of the transfer
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record DataOut(
    boolean finalPdu,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int expStatSn,
    int dataSn,
    long bufferOffset,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int EXP_STAT_SN = 28;
  private static final int DATA_SN = 36;
  private static final int BUFFER_OFFSET = 40;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static DataOut decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new DataOut(
        (flags & Bhs.FINAL) != 0,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.int32(bhs, DATA_SN),
        Bhs.u32(bhs, BUFFER_OFFSET),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = (finalPdu ? Bhs.FINAL : 0);
    int at = Bhs.begin(target, Opcode.DATA_OUT, flags, 0, dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + EXP_STAT_SN, expStatSn);
    target.putInt(at + DATA_SN, dataSn);
    target.putInt(at + BUFFER_OFFSET, (int) bufferOffset);
  }
}
