package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import java.util.List;

/** START STOP UNIT, SBC-3 §5.25: a stopped unit answers NOT READY; there is nothing to eject. */
public final class StartStopUnit {
  private static final int POWER_CONDITION = 0xf0;
  private static final int START = 0x01;

  public static final List<CommandSpec> SPECS =
      List.of(
          command("start_stop_unit", "START STOP UNIT", "1b 01 00 0f f7 00")
              .executes(StartStopUnit::execute));

  private StartStopUnit() {}

  private static Outcome execute(CommandContext context) {
    Cdb cdb = context.cdb();
    if (cdb.bit(4, POWER_CONDITION)) {
      return SenseMapper.invalidFieldInCdb(4);
    }
    LogicalUnit unit = context.unit();
    if (cdb.bit(4, START)) {
      unit.stopped(false);
      return Outcome.GOOD;
    }
    // SBC-3 table 13: only stopping conflicts with a reservation.
    if (unit.reservations().conflicts(context.session().id(), ReservationRule.CHANGES)) {
      return Outcome.RESERVATION_CONFLICT;
    }
    context
        .volume()
        .flush(failure -> {
          unit.stopped(failure == null);
          context.done(failure);
        });
    return Outcome.LATER;
  }
}
