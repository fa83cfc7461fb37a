package io.sealcopy.protocol.iscsi.pdu;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.scsi.Cdb;
import java.nio.ByteBuffer;

/**
 * SCSI Command. An extended CDB or a bidirectional read length travels in the AHS beside it. RFC
 * 7143 §11.3.
 *
 * @param immediate delivered ahead of command order
 * @param finalPdu no unsolicited Data-Out follows
 * @param read data in is expected
 * @param write data out is expected
 * @param taskAttribute one of the attribute constants
 * @param lun the raw eight bytes, see {@link Lun}
 * @param initiatorTaskTag names the task in the session; see {@link Pdu#RESERVED_TAG}
 * @param expectedDataTransferLength bytes, 0 to 2^32 - 1
 * @param cdb the first 16 bytes of the CDB
 * @param totalAhsLength four-byte words of AHS that follow the header, 0 to 255
 * @param dataSegmentLength bytes, padding not counted, 0 to 2^24 - 1
 */
public record ScsiCommand(
    boolean immediate,
    boolean finalPdu,
    boolean read,
    boolean write,
    int taskAttribute,
    long lun,
    int initiatorTaskTag,
    long expectedDataTransferLength,
    int cmdSn,
    int expStatSn,
    Cdb cdb,
    int totalAhsLength,
    int dataSegmentLength)
    implements InitiatorPdu {
  private static final int READ_BIT = 0x40;
  private static final int WRITE_BIT = 0x20;
  private static final int TASK_ATTRIBUTE_MASK = 0x07;
  private static final int EXPECTED_DATA_TRANSFER_LENGTH = 20;
  private static final int CMD_SN = 24;
  private static final int EXP_STAT_SN = 28;
  private static final int CDB = 32;

  public static final int UNTAGGED = 0;
  public static final int SIMPLE = 1;
  public static final int ORDERED = 2;
  public static final int HEAD_OF_QUEUE = 3;
  public static final int ACA = 4;

  /** Reads 48 bytes from the position of {@code bhs}, which does not move. */
  public static ScsiCommand decode(ByteBuffer bhs) {
    int flags = Bhs.u8(bhs, Bhs.FLAGS);
    return new ScsiCommand(
        Bhs.immediate(bhs),
        (flags & Bhs.FINAL) != 0,
        (flags & READ_BIT) != 0,
        (flags & WRITE_BIT) != 0,
        flags & TASK_ATTRIBUTE_MASK,
        Bhs.int64(bhs, Bhs.LUN),
        Bhs.int32(bhs, Bhs.INITIATOR_TASK_TAG),
        Bhs.u32(bhs, EXPECTED_DATA_TRANSFER_LENGTH),
        Bhs.int32(bhs, CMD_SN),
        Bhs.int32(bhs, EXP_STAT_SN),
        Cdb.read(bhs, CDB),
        Bhs.totalAhsLength(bhs),
        Bhs.dataSegmentLength(bhs));
  }

  @Override
  public void encode(ByteBuffer target) {
    int flags =
        (finalPdu ? Bhs.FINAL : 0)
            | (read ? READ_BIT : 0)
            | (write ? WRITE_BIT : 0)
            | (taskAttribute & TASK_ATTRIBUTE_MASK);
    int at =
        Bhs.begin(
            target,
            Opcode.SCSI_COMMAND | (immediate ? Bhs.IMMEDIATE : 0),
            flags,
            totalAhsLength,
            dataSegmentLength);
    target.putLong(at + Bhs.LUN, lun);
    target.putInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
    target.putInt(at + EXPECTED_DATA_TRANSFER_LENGTH, (int) expectedDataTransferLength);
    target.putInt(at + CMD_SN, cmdSn);
    target.putInt(at + EXP_STAT_SN, expStatSn);
    cdb.write(target, at + CDB);
  }
}
