package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import java.nio.ByteBuffer;

/**
 * Task Management Function Request. RFC 7143 §11.5.
 *
 * @param immediate delivered ahead of command order
 * @param function one of the function constants
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param referencedTaskTag the task to abort, else reserved
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record TaskManagementRequest(
    boolean immediate,
    int function,
    long lun,
    int initiatorTaskTag,
    int referencedTaskTag,
    int cmdSn,
    int expStatSn,
    int refCmdSn,
    int expDataSn,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int FUNCTION_MASK = 0x7f;
  private static final int REFERENCED_TASK_TAG = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;
  private static final int REF_CMD_SN = 32;
  private static final int EXP_DATA_SN = 36;

  public static final int ABORT_TASK = 1;
  public static final int ABORT_TASK_SET = 2;
  public static final int CLEAR_ACA = 3;
  public static final int CLEAR_TASK_SET = 4;
  public static final int LOGICAL_UNIT_RESET = 5;
  public static final int TARGET_WARM_RESET = 6;
  public static final int TARGET_COLD_RESET = 7;
  public static final int TASK_REASSIGN = 8;

  /** RFC 7144 §4.1. */
  public static final int QUERY_TASK = 9;

  public static final int QUERY_TASK_SET = 10;
  public static final int I_T_NEXUS_RESET = 11;
  public static final int QUERY_ASYNCHRONOUS_EVENT = 12;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static TaskManagementRequest decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new TaskManagementRequest(
        Bhs.immediate(bhs),
        flags & FUNCTION_MASK,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.int32(bhs, REFERENCED_TASK_TAG),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Bhs.int32(bhs, REF_CMD_SN),
        Bhs.int32(bhs, EXP_DATA_SN),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags = Bhs.FINAL | (function & FUNCTION_MASK);
    int at =
        Bhs.begin(
            target,
            Opcode.TASK_MANAGEMENT_REQUEST | (immediate ? Bhs.IMMEDIATE : 0),
            flags,
            0,
            dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + REFERENCED_TASK_TAG, referencedTaskTag);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
    target.putInt(at + REF_CMD_SN, refCmdSn);
    target.putInt(at + EXP_DATA_SN, expDataSn);
  }
}
