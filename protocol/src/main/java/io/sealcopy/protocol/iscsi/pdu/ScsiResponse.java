package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * SCSI Response. Sense data, if any, is the data segment after its two-byte length. RFC 7143 §11.4.
 *
 * @param response one of the response constants
 * @param status SCSI status, see ScsiStatus
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param expDataSn number of Data-In and R2T PDUs sent
 * @param bidirectionalReadResidualCount bytes
 * @param residualCount bytes
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record ScsiResponse(
    boolean bidirectionalReadOverflow,
    boolean bidirectionalReadUnderflow,
    boolean overflow,
    boolean underflow,
    int response,
    int status,
    int initiatorTaskTag,
    int snackTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int expDataSn,
    long bidirectionalReadResidualCount,
    long residualCount,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int BIDIRECTIONAL_READ_OVERFLOW_BIT = 0x10;
  private static final int BIDIRECTIONAL_READ_UNDERFLOW_BIT = 0x08;
  private static final int OVERFLOW_BIT = 0x04;
  private static final int UNDERFLOW_BIT = 0x02;
  private static final int RESPONSE = 2;
  private static final int STATUS = 3;
  private static final int SNACK_TAG = 20;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;
  private static final int EXP_DATA_SN = 36;
  private static final int BIDIRECTIONAL_READ_RESIDUAL_COUNT = 40;
  private static final int RESIDUAL_COUNT = 44;

  public static final int COMMAND_COMPLETED_AT_TARGET = 0;
  public static final int TARGET_FAILURE = 1;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static ScsiResponse decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new ScsiResponse(
        (flags & BIDIRECTIONAL_READ_OVERFLOW_BIT) != 0,
        (flags & BIDIRECTIONAL_READ_UNDERFLOW_BIT) != 0,
        (flags & OVERFLOW_BIT) != 0,
        (flags & UNDERFLOW_BIT) != 0,
        Bhs.u8(bhs, RESPONSE),
        Bhs.u8(bhs, STATUS),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, SNACK_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.int32(bhs, EXP_DATA_SN),
        Bhs.u32(bhs, BIDIRECTIONAL_READ_RESIDUAL_COUNT),
        Bhs.u32(bhs, RESIDUAL_COUNT),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags =
        Bhs.FINAL
            | (bidirectionalReadOverflow ? BIDIRECTIONAL_READ_OVERFLOW_BIT : 0)
            | (bidirectionalReadUnderflow ? BIDIRECTIONAL_READ_UNDERFLOW_BIT : 0)
            | (overflow ? OVERFLOW_BIT : 0)
            | (underflow ? UNDERFLOW_BIT : 0);
    int at = Bhs.begin(target, Opcode.SCSI_RESPONSE, flags, 0, dataSegmentLength);
    target.put(at + RESPONSE, (byte) response);
    target.put(at + STATUS, (byte) status);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + SNACK_TAG, snackTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
    target.putInt(at + EXP_DATA_SN, expDataSn);
    target.putInt(at + BIDIRECTIONAL_READ_RESIDUAL_COUNT, (int) bidirectionalReadResidualCount);
    target.putInt(at + RESIDUAL_COUNT, (int) residualCount);
  }
}
