package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * SNACK Request: asks for PDUs again (error recovery level 1 and up). RFC 7143 §11.16.
 *
 * @param type one of the type constants
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param targetTransferTag or SNACK tag, by type
 * @param runLength 0: all from begRun
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record SnackRequest(
    int type,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int expStatSn,
    int begRun,
    int runLength,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int TYPE_MASK = 0x0f;
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int EXP_STAT_SN = 28;
  private static final int BEG_RUN = 40;
  private static final int RUN_LENGTH = 44;

  public static final int DATA_OR_R2T = 0;
  public static final int STATUS = 1;
  public static final int DATA_ACK = 2;
  public static final int R_DATA = 3;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static SnackRequest decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new SnackRequest(
        flags & TYPE_MASK,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.int32(bhs, BEG_RUN),
        Bhs.int32(bhs, RUN_LENGTH),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL | (type & TYPE_MASK);
    int at = Bhs.begin(target, Opcode.SNACK_REQUEST, flags, 0, dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + EXP_STAT_SN, expStatSn);
    target.putInt(at + BEG_RUN, begRun);
    target.putInt(at + RUN_LENGTH, runLength);
  }
}
