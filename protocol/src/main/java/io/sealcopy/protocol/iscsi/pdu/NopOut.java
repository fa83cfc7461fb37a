package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * NOP-Out: a ping to the target, or the answer to its ping. RFC 7143 §11.18.
 *
 * @param immediate delivered ahead of command order
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record NopOut(
    boolean immediate,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int cmdSn,
    int expStatSn,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static NopOut decode(ByteBuffer bhs) {
    return new NopOut(
        Bhs.immediate(bhs),
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at =
        Bhs.begin(
            target, Opcode.NOP_OUT | (immediate ? Bhs.IMMEDIATE : 0), flags, 0, dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
  }
}
