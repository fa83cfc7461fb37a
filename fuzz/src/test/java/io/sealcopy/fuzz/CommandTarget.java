package io.sealcopy.fuzz;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.command.CommandRunner;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Commands on a volume in memory, one after the other: a byte that picks a row of the table (or,
 * beyond its end, leaves the code as it comes), a byte for nexus and unit, two bytes of expected
 * length, sixteen of CDB, and the data. A volume in memory throws when blocks are touched that it
 * does not have.
 */
final class CommandTarget {
  private static final List<CommandSpec> ROWS = CommandTable.STANDARD.rows();
  private static final int BLOCKS = 32;
  private static final int MAX_COMMANDS = 16;
  private static final int MAX_DATA = 20_000;

  private CommandTarget() {}

  static void run(byte[] bytes) {
    Input input = new Input(bytes);
    CommandRunner runner = new CommandRunner(new TestVolume(512, BLOCKS).with(false, true, true));
    Nexus[] nexuses = {runner.nexus(), runner.nexus()};
    for (int i = 0; i < MAX_COMMANDS && input.hasMore(); i++) {
      int row = input.u8();
      int where = input.u8();
      int expected = Math.min(input.u16(), MAX_DATA);
      byte[] cdb = new byte[16];
      byte[] given = input.take(16);
      System.arraycopy(given, 0, cdb, 0, given.length);
      if (row < ROWS.size()) {
        name(ROWS.get(row), cdb);
      }
      byte[] data = new byte[expected];
      byte[] sent = input.take(expected);
      System.arraycopy(sent, 0, data, 0, sent.length);
      long lun = (where & 0xe0) == 0xe0 ? Lun.of(where) : Lun.of(0);
      String hex = HexFormat.of().formatHex(cdb);
      CommandRunner.Result result = runner.run(nexuses[where & 1], lun, hex, expected, data);
      check(cdb, result.outcome());
    }
    for (Nexus nexus : nexuses) {
      if (!runner.run(nexus, "12 00 00 0024 00").good()) {
        throw new AssertionError("INQUIRY is not answered any more");
      }
    }
  }

  private static void name(CommandSpec row, byte[] cdb) {
    cdb[0] = (byte) row.operationCode();
    if (row.hasServiceAction()) {
      cdb[1] = (byte) ((cdb[1] & 0xe0) | row.serviceAction());
    }
  }

  private static void check(byte[] cdb, Outcome outcome) {
    if (outcome instanceof Outcome.Later) {
      throw new AssertionError("no outcome");
    }
    if (outcome instanceof Outcome.GoodWithData(ByteBuffer data)) {
      long allowed = allocation(ByteBuffer.wrap(cdb));
      if (data.remaining() > allowed) {
        throw new AssertionError(data.remaining() + " bytes where " + allowed + " are allowed");
      }
    }
  }

  /** The allocation length of a command that reports something; none has more than it says. */
  private static long allocation(ByteBuffer cdb) {
    return switch (cdb.get(0) & 0xff) {
      // REQUEST SENSE, MODE SENSE(6)
      case 0x03, 0x1a -> cdb.get(4) & 0xff;
      // INQUIRY
      case 0x12 -> Short.toUnsignedLong(cdb.getShort(3));
      // READ CAPACITY(10) has none.
      case 0x25 -> 8;
      // READ DEFECT DATA(10), LOG SENSE, MODE SENSE(10), PERSISTENT RESERVE IN
      case 0x37, 0x4d, 0x5a, 0x5e -> Short.toUnsignedLong(cdb.getShort(7));
      // REPORT LUNS, MAINTENANCE IN, READ DEFECT DATA(12)
      case 0xa0, 0xa3, 0xb7 -> Integer.toUnsignedLong(cdb.getInt(6));
      // RECEIVE COPY RESULTS, SERVICE ACTION IN(16)
      case 0x84, 0x9e -> Integer.toUnsignedLong(cdb.getInt(10));
      default -> throw new AssertionError("which length allows its data?");
    };
  }
}
