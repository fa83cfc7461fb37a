package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * SCSI Data-In: data of a read; its last PDU may carry the status. RFC 7143 §11.7.
 *
 * @param acknowledge asks for a DataACK SNACK
 * @param statusPresent status, statSn and residual are valid
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param bufferOffset bytes from the start of the transfer
 * @param residualCount bytes
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record DataIn(
    boolean finalPdu,
    boolean acknowledge,
    boolean overflow,
    boolean underflow,
    boolean statusPresent,
    int status,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int dataSn,
    long bufferOffset,
    long residualCount,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int ACKNOWLEDGE_BIT = 0x40;
  private static final int OVERFLOW_BIT = 0x04;
  private static final int UNDERFLOW_BIT = 0x02;
  private static final int STATUS_PRESENT_BIT = 0x01;
  private static final int STATUS = 3;
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int DATA_SN = 36;
  private static final int BUFFER_OFFSET = 40;
  private static final int RESIDUAL_COUNT = 44;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static DataIn decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new DataIn(
        (flags & Bhs.FINAL) != 0,
        (flags & ACKNOWLEDGE_BIT) != 0,
        (flags & OVERFLOW_BIT) != 0,
        (flags & UNDERFLOW_BIT) != 0,
        (flags & STATUS_PRESENT_BIT) != 0,
        Bhs.u8(bhs, STATUS),
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.int32(bhs, DATA_SN),
        Bhs.u32(bhs, BUFFER_OFFSET),
        Bhs.u32(bhs, RESIDUAL_COUNT),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags =
        (finalPdu ? Bhs.FINAL : 0)
            | (acknowledge ? ACKNOWLEDGE_BIT : 0)
            | (overflow ? OVERFLOW_BIT : 0)
            | (underflow ? UNDERFLOW_BIT : 0)
            | (statusPresent ? STATUS_PRESENT_BIT : 0);
    int at = Bhs.begin(target, Opcode.DATA_IN, flags, 0, dataSegmentLength);
    target.put(at + STATUS, (byte) status);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.putInt(at + DATA_SN, dataSn);
    target.putInt(at + BUFFER_OFFSET, (int) bufferOffset);
    target.putInt(at + RESIDUAL_COUNT, (int) residualCount);
  }
}
