package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Task Management Function Response. RFC 7143 §11.6.
 *
 * @param response one of the response constants
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record TaskManagementResponse(
    int response,
    int initiatorTaskTag,
    int statSn,
    int expCmdSn,
    int maxCmdSn,
    int dataSegmentLength)
    implements TargetPdu {
  private static final int RESPONSE = 2;
  private static final int STAT_SN = 24;
  private static final int EXP_CMD_SN = 28;
  private static final int MAX_CMD_SN = 32;

  public static final int FUNCTION_COMPLETE = 0;
  public static final int TASK_DOES_NOT_EXIST = 1;
  public static final int LUN_DOES_NOT_EXIST = 2;
  public static final int TASK_STILL_ALLEGIANT = 3;
  public static final int TASK_REASSIGNMENT_NOT_SUPPORTED = 4;
  public static final int FUNCTION_NOT_SUPPORTED = 5;
  public static final int FUNCTION_AUTHORIZATION_FAILED = 6;

  /** RFC 7144 §4.2. */
  public static final int FUNCTION_SUCCEEDED = 7;

  public static final int FUNCTION_REJECTED = 255;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static TaskManagementResponse decode(ByteBuffer bhs) {
    return new TaskManagementResponse(
        Bhs.u8(bhs, RESPONSE),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, STAT_SN),
        Bhs.int32(bhs, EXP_CMD_SN),
        Bhs.int32(bhs, MAX_CMD_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL;
    int at = Bhs.begin(target, Opcode.TASK_MANAGEMENT_RESPONSE, flags, 0, dataSegmentLength);
    target.put(at + RESPONSE, (byte) response);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + STAT_SN, statSn);
    target.putInt(at + EXP_CMD_SN, expCmdSn);
    target.putInt(at + MAX_CMD_SN, maxCmdSn);
  }
}
