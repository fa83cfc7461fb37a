package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Medium;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import java.util.List;

/**
 * START STOP UNIT, SBC-3 §5.25. A fixed unit can be stopped and then answers NOT READY; the medium
 * of a removable one can be ejected and loaded, and that is all it knows: it has no power
 * conditions, so stopping it without ejecting flushes it, and power conditions change nothing.
 * IMMED waits too: nothing here takes longer than a flush.
 */
public final class StartStopUnit {
  private static final int NO_FLUSH = 0x04;
  private static final int LOAD_EJECT = 0x02;
  private static final int START = 0x01;

  private static final int START_VALID = 0x0;
  private static final int ACTIVE = 0x1;
  private static final int LU_CONTROL = 0x7;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("start_stop_unit", "START STOP UNIT", "1b 01 00 0f f7 00")
              .reservation(ReservationRule.ITSELF)
              .executes(StartStopUnit::execute));

  private StartStopUnit() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    LogicalUnit unit = context.unit();
    int condition = cdb.u8(4) >> 4;
    boolean start = condition != START_VALID || cdb.bit(4, START);
    // SBC-3 table 13: starting is allowed under a persistent reservation, the rest is not.
    ReservationRule rule = start ? ReservationRule.ALLOWED : ReservationRule.CHANGES;
    if (unit.reservations().conflicts(context.session().id(), rule)) {
      return Outcome.RESERVATION_CONFLICT;
    }
    boolean removable = unit.identity().removable();
    if (condition != START_VALID) {
      return removable ? Outcome.GOOD : powerCondition(cdb, condition, unit.medium());
    }
    if (cdb.bit(4, LOAD_EJECT)) {
      return removable ? loadOrEject(context, unit, start) : SenseMapper.invalidFieldInCdb(4);
    }
    if (start) {
      unit.medium().start();
      return Outcome.GOOD;
    }
    return flushed(context, removable ? () -> {} : unit.medium()::stop);
  }

  /**
   * There is one power condition, active, and there are no timers: the others are refused, as SBC-3
   * §5.25 wants of values that are not supported. LOEJ and START are ignored.
   */
  private static Outcome powerCondition(Cdb cdb, int condition, Medium medium) {
    int modifier = cdb.u8(3) & 0x0f;
    if (modifier != 0) {
      return SenseMapper.invalidFieldInCdb(3);
    }
    return switch (condition) {
      case ACTIVE -> {
        medium.start();
        yield Outcome.GOOD;
      }
      case LU_CONTROL -> Outcome.GOOD;
      default -> SenseMapper.invalidFieldInCdb(4);
    };
  }

  private static Outcome loadOrEject(CommandContext context, LogicalUnit unit, boolean load) {
    Medium medium = unit.medium();
    if (medium.removalPrevented() && medium.loaded() != load) {
      return SenseMapper.illegalRequest(AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    }
    if (!load) {
      return medium.loaded() ? flushed(context, medium::eject) : Outcome.GOOD;
    }
    if (medium.load()) {
      // It may have been changed while it was out: whoever did not load it must look again.
      unit.attention(
          AdditionalSense.NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED,
          nexus -> nexus != context.session());
    }
    return Outcome.GOOD;
  }

  /** Does it once the volatile cache is on stable storage, unless NO_FLUSH says not to wait. */
  private static Outcome flushed(CommandContext context, Runnable then) {
    if (context.cdb().bit(4, NO_FLUSH)) {
      then.run();
      return Outcome.GOOD;
    }
    context
        .volume()
        .flush(failure -> {
          if (failure == null) {
            then.run();
          }
          context.done(failure);
        });
    return Outcome.LATER;
  }
}
