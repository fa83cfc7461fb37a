package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Text Request. RFC 7143 §11.10.
 *
 * @param immediate delivered ahead of command order
 * @param continued text goes on in the next PDU
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record TextRequest(
    boolean immediate,
    boolean finalPdu,
    boolean continued,
    long lun,
    int initiatorTaskTag,
    int targetTransferTag,
    int cmdSn,
    int expStatSn,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int CONTINUED_BIT = 0x40;
  private static final int TARGET_TRANSFER_TAG = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static TextRequest decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new TextRequest(
        Bhs.immediate(bhs),
        (flags & Bhs.FINAL) != 0,
        (flags & CONTINUED_BIT) != 0,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, TARGET_TRANSFER_TAG),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = (finalPdu ? Bhs.FINAL : 0) | (continued ? CONTINUED_BIT : 0);
    int at =
        Bhs.begin(
            target,
            Opcode.TEXT_REQUEST | (immediate ? Bhs.IMMEDIATE : 0),
            flags,
            0,
            dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + TARGET_TRANSFER_TAG, targetTransferTag);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
  }
}
