package io.sealcopy.target.scsi;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.Volume;
import org.jspecify.annotations.Nullable;

/** What is common to all commands: everything their rows of the table say is checked here. */
public final class CommandPipeline {
  private final CommandTable table;

  public CommandPipeline(CommandTable table) {
    this.table = table;
  }

  public CommandTable table() {
    return table;
  }

  /**
   * Checks a command that has arrived and runs it, unless it waits for Data-Out.
   *
   * @return the outcome; or null when {@link CommandContext#dataOutLength} bytes are to go to
   *     {@link CommandContext#stream}, or, where that is null, to be gathered for {@link #execute}
   */
  public @Nullable Outcome begin(CommandContext context) {
    Cdb cdb = context.cdb();
    LunNexus where = context.session().unit(Lun.number(context.lun()));
    CommandSpec row = table.find(cdb);
    if (row != null) {
      context.row(row);
    }
    if (where == null) {
      return row == null || !row.anyLun()
          ? SenseMapper.illegalRequest(AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED)
          : run(context, row);
    }
    context.unit(where);
    Outcome refused = attention(where, row);
    if (refused == null) {
      refused =
          row == null
              ? unknown(cdb, where)
              : row.visibility().visibleTo(where) ? check(context, row, where) : hidden();
    }
    return refused != null || row == null ? refused : run(context, row);
  }

  /** Runs a command whose parameter data has been gathered. */
  public Outcome execute(CommandContext context) {
    return switch (context.spec().body()) {
      case CommandBody.Execute body -> body.execute(context);
      case CommandBody.Stream _ ->
          throw new IllegalStateException(context.spec() + " takes its data as a stream");
    };
  }

  private @Nullable Outcome run(CommandContext context, CommandSpec row) {
    int blockLength = context.nexusIfAny() == null ? 0 : context.blockLength();
    context.wants(row.dataOut().bytes(context.cdb(), blockLength));
    if (context.dataOutLength() == 0) {
      return switch (row.body()) {
        case CommandBody.Execute body -> body.execute(context);
        // No blocks asked for, or none offered: nothing to write, and no error. SBC-3 §5.29.
        case CommandBody.Stream _ -> Outcome.GOOD;
      };
    }
    return switch (row.body()) {
      case CommandBody.Execute _ ->
          context.wantedDataOut() > context.unit().limits().transferBytes()
              ? SenseMapper.illegalRequest(AdditionalSense.INVALID_FIELD_IN_CDB)
              : null;
      case CommandBody.Stream body -> {
        if (row.blocks() != Blocks.NONE) {
          context.wantsWholeBlocks();
          if (context.streamBlocks() == 0) {
            yield Outcome.GOOD;
          }
        }
        context.stream(body.open(context));
        yield null;
      }
    };
  }

  private static @Nullable Outcome attention(LunNexus where, @Nullable CommandSpec row) {
    if (!where.hasAttention()
        || (row != null && row.unitAttention() != UnitAttentionRule.REPORTED)) {
      return null;
    }
    AdditionalSense condition = where.takeAttention();
    return condition == null ? null : SenseMapper.check(SenseKey.UNIT_ATTENTION, condition);
  }

  private Outcome unknown(Cdb cdb, LunNexus where) {
    int code = cdb.operationCode();
    for (CommandSpec row : table.rows()) {
      if (row.operationCode() == code && row.visibility().visibleTo(where)) {
        // The code exists, so it is its service action that does not. SPC-4 §4.2.5.2.
        return SenseMapper.invalidFieldInCdb(1);
      }
    }
    return hidden();
  }

  /** Also for a service action that exists for others: its sense does not tell that it does. */
  private static Outcome hidden() {
    return SenseMapper.illegalRequest(AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
  }

  /**
   * Why {@code row} would not be let through to a unit now, whatever its CDB; null if it would. For
   * who reads and writes in the name of a nexus: EXTENDED COPY.
   */
  public static @Nullable Outcome refusal(CommandSpec row, LunNexus where, Volume volume) {
    Outcome refused = conflict(row, where);
    if (refused == null) {
      refused = notReady(row, where.unit());
    }
    return refused != null || !row.effect().changes() ? refused : protection(where.unit(), volume);
  }

  /**
   * What a write-protected unit answers to a command that would change it; null if it is not
   * protected. For commands with {@link CommandSpec#ownProtection}.
   */
  public static @Nullable Outcome protection(CommandContext context) {
    return protection(context.unit(), context.volume());
  }

  private static @Nullable Outcome protection(LogicalUnit unit, Volume volume) {
    AdditionalSense protection = unit.writeProtection(volume);
    return protection == null ? null : SenseMapper.check(SenseKey.DATA_PROTECT, protection);
  }

  private static @Nullable Outcome conflict(CommandSpec row, LunNexus where) {
    LogicalUnit unit = where.unit();
    if (unit.reservations().conflicts(where.nexus().id(), row.reservation())) {
      return Outcome.RESERVATION_CONFLICT;
    }
    SenseData sanitizing = unit.sanitizer().refusal(row);
    return sanitizing == null ? null : new Outcome.CheckCondition(sanitizing);
  }

  private static @Nullable Outcome check(CommandContext context, CommandSpec row, LunNexus where) {
    Outcome refused = conflict(row, where);
    if (refused != null) {
      return refused;
    }
    LogicalUnit unit = where.unit();
    Cdb cdb = context.cdb();
    if (row.usesUnknownBits(cdb)) {
      return SenseMapper.invalidFieldInCdb(row.firstUnknownByte(cdb));
    }
    refused = notReady(row, unit);
    if (refused == null && row.blocks() != Blocks.NONE) {
      refused = checkRange(row, cdb, unit, context.volume());
    }
    return refused == null && protectedFromNow(row, cdb) ? protection(context) : refused;
  }

  private static @Nullable Outcome notReady(CommandSpec row, LogicalUnit unit) {
    return row.needsReady() && !unit.medium().ready()
        ? SenseMapper.check(SenseKey.NOT_READY, unit.medium().notReady())
        : null;
  }

  /** Write protection comes after all that is wrong with the command on any medium. */
  private static boolean protectedFromNow(CommandSpec row, Cdb cdb) {
    // Zero blocks are no change and no error. SBC-3 §5.29.
    return row.effect().changes()
        && !row.ownProtection()
        && (row.blocks() == Blocks.NONE || row.blocks().count(cdb) > 0);
  }

  private static @Nullable Outcome checkRange(
      CommandSpec row, Cdb cdb, LogicalUnit unit, Volume volume) {
    long count = row.blocks().count(cdb);
    if (!volume.geometry().contains(row.blocks().lba(cdb), count)) {
      return SenseMapper.illegalRequest(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
    return switch (row.effect()) {
      case READS, WRITES, MODIFIES ->
          count > unit.limits().transferBytes() / volume.geometry().blockLength()
              ? SenseMapper.illegalRequest(AdditionalSense.INVALID_FIELD_IN_CDB)
              : null;
      case NONE, FETCHES, FLUSHES, REPEATS, DEALLOCATES, COPIES -> null;
    };
  }
}
