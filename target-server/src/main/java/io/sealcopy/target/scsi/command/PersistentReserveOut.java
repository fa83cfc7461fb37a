package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.reservation.ReservationChange;
import io.sealcopy.target.scsi.reservation.ReservationRequest;
import java.util.List;

/** PERSISTENT RESERVE OUT, SPC-4 §6.16. */
public final class PersistentReserveOut {
  public static final List<CommandSpec> SPECS =
      List.of(
          row("REGISTER", PersistentReservation.REGISTER),
          row("RESERVE", PersistentReservation.RESERVE),
          row("RELEASE", PersistentReservation.RELEASE),
          row("CLEAR", PersistentReservation.CLEAR),
          row("PREEMPT", PersistentReservation.PREEMPT),
          row("PREEMPT AND ABORT", PersistentReservation.PREEMPT_AND_ABORT),
          row(
              "REGISTER AND IGNORE EXISTING KEY",
              PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY),
          row("REGISTER AND MOVE", PersistentReservation.REGISTER_AND_MOVE));

  private PersistentReserveOut() {}

  private static CommandSpec row(String name, int serviceAction) {
    return command(
            "persistent_reserve_out", "PERSISTENT RESERVE OUT " + name, "5f 1f ff 0000 ffffffff 00")
        .serviceAction(serviceAction)
        .reservation(ReservationRule.ITSELF)
        .dataOut((cdb, _) -> cdb.u32(5))
        .executes(PersistentReserveOut::execute);
  }

  private static Outcome execute(CommandContext context) {
    return switch (ReservationParameters.read(context)) {
      case ReservationParameters.Refused(Outcome outcome) -> outcome;
      case ReservationParameters.Wanted(ReservationRequest request) -> {
        context.unit().reservations().change(request, change -> ended(context, change));
        yield Outcome.LATER;
      }
    };
  }

  private static void ended(CommandContext context, ReservationChange change) {
    Outcome outcome =
        switch (change) {
          case ReservationChange.Conflict _ -> Outcome.RESERVATION_CONFLICT;
          case ReservationChange.InvalidKey _ -> SenseMapper.invalidFieldInParameterList(8);
          case ReservationChange.InvalidOthers _ -> SenseMapper.invalidFieldInParameterList(20);
          case ReservationChange.InvalidType _ -> SenseMapper.invalidFieldInCdb(2);
          case ReservationChange.InvalidRelease _ ->
              SenseMapper.illegalRequest(AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
          case ReservationChange.NoRoom _ ->
              SenseMapper.illegalRequest(AdditionalSense.INSUFFICIENT_REGISTRATION_RESOURCES);
          case ReservationChange.NotKept _ ->
              SenseMapper.check(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
          case ReservationChange.Done done -> {
            tell(context.unit(), done);
            yield Outcome.GOOD;
          }
        };
    int action = context.cdb().serviceAction();
    if (action == PersistentReservation.PREEMPT_AND_ABORT
        && change instanceof ReservationChange.Done done) {
      List<NexusId> victims = done.registrationsPreempted();
      LogicalUnit unit = context.unit();
      unit.abortTasks(
          nexus -> victims.contains(nexus.id()),
          unit.modes().current().taskAbortedStatus(),
          () -> context.complete(outcome));
    } else {
      context.complete(outcome);
    }
  }

  private static void tell(LogicalUnit unit, ReservationChange.Done done) {
    attention(unit, AdditionalSense.RESERVATIONS_RELEASED, done.released());
    attention(unit, AdditionalSense.RESERVATIONS_PREEMPTED, done.reservationsPreempted());
    attention(unit, AdditionalSense.REGISTRATIONS_PREEMPTED, done.registrationsPreempted());
  }

  private static void attention(LogicalUnit unit, AdditionalSense what, List<NexusId> whom) {
    if (!whom.isEmpty()) {
      unit.attention(what, nexus -> whom.contains(nexus.id()));
    }
  }
}
