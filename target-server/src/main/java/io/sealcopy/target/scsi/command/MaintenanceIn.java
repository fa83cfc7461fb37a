package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandBody;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.page.DeviceIdentification;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MAINTENANCE IN, SPC-4 §6.35 to §6.37: REPORT TARGET PORT GROUPS, REPORT SUPPORTED OPERATION CODES
 * (from the command table) and REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS.
 */
public final class MaintenanceIn {
  private static final int TARGET_PORT_GROUPS = 0x0a;
  private static final int SUPPORTED_OPERATION_CODES = 0x0c;
  private static final int SUPPORTED_TASK_MANAGEMENT_FUNCTIONS = 0x0d;

  /** ABORT TASK, ABORT TASK SET, CLEAR TASK SET, LOGICAL UNIT RESET, TARGET RESET. */
  private static final int TASK_MANAGEMENT_FUNCTIONS = 0x80 | 0x40 | 0x10 | 0x08 | 0x02;

  private static final int RETURN_TIMEOUTS = 0x80;
  private static final int TIMEOUTS_LENGTH = 12;
  private static final int SERVICE_ACTION_VALID = 0x01;
  private static final int TIMEOUTS_PRESENT = 0x02;
  private static final int NOT_SUPPORTED = 0x01;
  private static final int SUPPORTED = 0x03;

  private static final int ACTIVE_OPTIMIZED = 0x00;
  private static final int ACTIVE_OPTIMIZED_SUPPORTED = 0x01;

  public static final List<CommandSpec> SPECS =
      List.of(
          row(
              "REPORT TARGET PORT GROUPS",
              TARGET_PORT_GROUPS,
              "a3 3f 00000000 ffffffff 00 00",
              MaintenanceIn::targetPortGroups),
          row(
              "REPORT SUPPORTED OPERATION CODES",
              SUPPORTED_OPERATION_CODES,
              "a3 1f 87 ff ffff ffffffff 00 00",
              MaintenanceIn::operationCodes),
          row(
              "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS",
              SUPPORTED_TASK_MANAGEMENT_FUNCTIONS,
              "a3 1f 80 000000 ffffffff 00 00",
              MaintenanceIn::taskManagementFunctions));

  private MaintenanceIn() {}

  /** SPC-4 table 66: what is supported is told like the medium is read, the ports to everybody. */
  private static CommandSpec row(
      String name, int serviceAction, String usage, CommandBody.Execute body) {
    return command("maintenance_in", name, usage)
        .serviceAction(serviceAction)
        .answersWhileSanitizing()
        .reservation(
            serviceAction == TARGET_PORT_GROUPS ? ReservationRule.ALLOWED : ReservationRule.READS)
        .executes(body);
  }

  private static Outcome taskManagementFunctions(CommandContext context) {
    boolean extended = context.cdb().bit(2, RETURN_TIMEOUTS);
    ByteBuffer bytes = ByteBuffer.allocate(extended ? 16 : 4);
    bytes.put((byte) TASK_MANAGEMENT_FUNCTIONS).put((byte) 0).put((byte) 0);
    bytes.put((byte) (bytes.capacity() - 4));
    return ParameterData.upTo(context.cdb().u32(6), bytes.clear());
  }

  /** One group, active/optimized: every portal of the target leads to the same place. */
  private static Outcome targetPortGroups(CommandContext context) {
    int extendedHeader = context.cdb().u8(1) >> 5;
    if (extendedHeader > 1) {
      return SenseMapper.invalidFieldInCdb(1);
    }
    int tag = context.session().id().portalGroupTag();
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extendedHeader + 12);
    bytes.putInt(bytes.capacity() - 4);
    if (extendedHeader == 1) {
      bytes.putInt(0x10 << 24);
    }
    bytes.put((byte) ACTIVE_OPTIMIZED).put((byte) ACTIVE_OPTIMIZED_SUPPORTED);
    bytes.putShort((short) tag).put((byte) 0).put((byte) 0).put((byte) 0).put((byte) 1);
    bytes.putInt(DeviceIdentification.relativeTargetPort(tag));
    return ParameterData.upTo(context.cdb().u32(6), bytes.clear());
  }

  private static Outcome operationCodes(CommandContext context) {
    Cdb cdb = context.cdb();
    CommandTable table = context.table();
    List<CommandSpec> rows =
        table.rows().stream().filter(row -> row.visibility().visibleTo(context.nexus())).toList();
    boolean timeouts = cdb.bit(2, RETURN_TIMEOUTS);
    int options = cdb.u8(2) & 0x07;
    if (options == 0) {
      return ParameterData.upTo(cdb.u32(6), all(rows, timeouts));
    }
    int code = cdb.u8(3);
    int serviceAction = cdb.u16(4);
    boolean hasActions = ofCode(rows, code).anyMatch(CommandSpec::hasServiceAction);
    boolean known = ofCode(rows, code).findAny().isPresent();
    return switch (options) {
      case 1 -> hasActions ? SenseMapper.invalidFieldInCdb(2) : one(context, plain(rows, code));
      case 2 ->
          known && !hasActions
              ? SenseMapper.invalidFieldInCdb(2)
              : one(context, withAction(rows, code, serviceAction));
      case 3 ->
          one(
              context,
              hasActions
                  ? withAction(rows, code, serviceAction)
                  : serviceAction == 0 ? plain(rows, code) : null);
      default -> SenseMapper.invalidFieldInCdb(2);
    };
  }

  private static Stream<CommandSpec> ofCode(List<CommandSpec> rows, int code) {
    return rows.stream().filter(row -> row.operationCode() == code);
  }

  private static @Nullable CommandSpec plain(List<CommandSpec> rows, int code) {
    return ofCode(rows, code).filter(row -> !row.hasServiceAction()).findAny().orElse(null);
  }

  private static @Nullable CommandSpec withAction(List<CommandSpec> rows, int code, int action) {
    return ofCode(rows, code).filter(row -> row.serviceAction() == action).findAny().orElse(null);
  }

  private static ByteBuffer all(List<CommandSpec> rows, boolean timeouts) {
    int each = 8 + (timeouts ? TIMEOUTS_LENGTH : 0);
    ByteBuffer bytes = ByteBuffer.allocate(4 + each * rows.size()).putInt(each * rows.size());
    for (CommandSpec row : rows) {
      bytes.put((byte) row.operationCode()).put((byte) 0);
      bytes.putShort((short) (row.hasServiceAction() ? row.serviceAction() : 0)).put((byte) 0);
      bytes.put(
          (byte)
              ((timeouts ? TIMEOUTS_PRESENT : 0)
                  | (row.hasServiceAction() ? SERVICE_ACTION_VALID : 0)));
      bytes.putShort((short) row.length());
      if (timeouts) {
        putTimeouts(bytes);
      }
    }
    return bytes.flip();
  }

  private static Outcome one(CommandContext context, @Nullable CommandSpec row) {
    boolean timeouts = context.cdb().bit(2, RETURN_TIMEOUTS);
    int length = row == null ? 0 : row.length();
    ByteBuffer bytes = ByteBuffer.allocate(4 + length + (timeouts ? TIMEOUTS_LENGTH : 0));
    int support = row == null ? NOT_SUPPORTED : SUPPORTED;
    bytes.put((byte) 0).put((byte) (support | (timeouts ? 0x80 : 0))).putShort((short) length);
    if (row != null) {
      for (int i = 0; i < length; i++) {
        // SPC-4 §6.36.3: the service action stands in the usage data as itself.
        boolean action = i == 1 && row.hasServiceAction();
        int mask = row.usage().u8(i);
        bytes.put((byte) (action ? (mask & 0xe0) | row.serviceAction() : mask));
      }
    }
    if (timeouts) {
      putTimeouts(bytes);
    }
    return ParameterData.upTo(context.cdb().u32(6), bytes.flip());
  }

  /** No timeout is recommended. SPC-4 §6.36.4. */
  private static void putTimeouts(ByteBuffer bytes) {
    bytes.putShort((short) (TIMEOUTS_LENGTH - 2)).putShort((short) 0).putLong(0);
  }
}
