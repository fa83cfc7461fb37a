package io.sealcopy.target.scsi.command;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.target.scsi.CommandBody;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.reservation.ReservationType;
import io.sealcopy.target.scsi.reservation.Reservations;
import io.sealcopy.target.scsi.reservation.Reservations.Change;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** PERSISTENT RESERVE OUT, SPC-4 §6.16; in memory, so APTPL is refused. */
public final class PersistentReserveOut {
  /** SPEC_I_PT, ALL_TG_PT and APTPL of byte 20: none is offered. */
  private static final int UNSUPPORTED_BITS = 0x0d;

  private static final int SCOPE = 0xf0;

  public static final List<CommandSpec> SPECS =
      List.of(
          row("REGISTER", PersistentReservation.REGISTER, c -> register(c, false)),
          row("RESERVE", PersistentReservation.RESERVE, PersistentReserveOut::reserve),
          row("RELEASE", PersistentReservation.RELEASE, PersistentReserveOut::release),
          row("CLEAR", PersistentReservation.CLEAR, PersistentReserveOut::clear),
          row("PREEMPT", PersistentReservation.PREEMPT, c -> preempt(c, false)),
          row("PREEMPT AND ABORT", PersistentReservation.PREEMPT_AND_ABORT, c -> preempt(c, true)),
          row(
              "REGISTER AND IGNORE EXISTING KEY",
              PersistentReservation.REGISTER_AND_IGNORE_EXISTING_KEY,
              c -> register(c, true)));

  private PersistentReserveOut() {}

  private static CommandSpec row(String name, int serviceAction, CommandBody.Execute body) {
    return command(
            "persistent_reserve_out", "PERSISTENT RESERVE OUT " + name, "5f 1f ff 0000 ffffffff 00")
        .serviceAction(serviceAction)
        .reservation(ReservationRule.ITSELF)
        .dataOut((cdb, _) -> cdb.u32(5))
        .executes(context -> checked(context, body));
  }

  private static Outcome checked(CommandContext context, CommandBody.Execute body) {
    ByteBuffer list = context.parameters();
    if (context.cdb().u32(5) != PersistentReservation.PARAMETER_LIST_LENGTH
        || list.remaining() != PersistentReservation.PARAMETER_LIST_LENGTH) {
      return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    if ((list.get(20) & UNSUPPORTED_BITS) != 0) {
      return SenseMapper.invalidFieldInParameterList(20);
    }
    return body.execute(context);
  }

  private static Outcome register(CommandContext context, boolean ignoreKey) {
    Change change =
        reservations(context)
            .register(nexus(context), key(context), serviceActionKey(context), ignoreKey);
    return tell(context, change);
  }

  private static Outcome reserve(CommandContext context) {
    Optional<ReservationType> type = type(context);
    return type.isEmpty()
        ? SenseMapper.invalidFieldInCdb(2)
        : tell(context, reservations(context).reserve(nexus(context), key(context), type.get()));
  }

  private static Outcome release(CommandContext context) {
    Optional<ReservationType> type = type(context);
    return type.isEmpty()
        ? SenseMapper.invalidFieldInCdb(2)
        : tell(context, reservations(context).release(nexus(context), key(context), type.get()));
  }

  private static Outcome clear(CommandContext context) {
    return tell(context, reservations(context).clear(nexus(context), key(context)));
  }

  private static Outcome preempt(CommandContext context, boolean abort) {
    Optional<ReservationType> type = type(context);
    if (type.isEmpty()) {
      return SenseMapper.invalidFieldInCdb(2);
    }
    Change change =
        reservations(context)
            .preempt(nexus(context), key(context), serviceActionKey(context), type.get());
    Outcome outcome = tell(context, change);
    if (!abort || !(change instanceof Change.Done done)) {
      return outcome;
    }
    List<NexusId> victims = done.registrationsPreempted();
    context
        .unit()
        .abortTasks(nexus -> victims.contains(nexus.id()), false, () -> context.complete(outcome));
    return Outcome.LATER;
  }

  private static Outcome tell(CommandContext context, Change change) {
    return switch (change) {
      case Change.Conflict _ -> Outcome.RESERVATION_CONFLICT;
      case Change.InvalidKey _ -> SenseMapper.invalidFieldInParameterList(8);
      case Change.InvalidRelease _ ->
          SenseMapper.illegalRequest(AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
      case Change.Done done -> {
        LogicalUnit unit = context.unit();
        attention(unit, AdditionalSense.RESERVATIONS_RELEASED, done.released());
        attention(unit, AdditionalSense.RESERVATIONS_PREEMPTED, done.reservationsPreempted());
        attention(unit, AdditionalSense.REGISTRATIONS_PREEMPTED, done.registrationsPreempted());
        yield Outcome.GOOD;
      }
    };
  }

  private static void attention(LogicalUnit unit, AdditionalSense what, List<NexusId> whom) {
    if (!whom.isEmpty()) {
      unit.attention(what, nexus -> whom.contains(nexus.id()));
    }
  }

  private static Reservations reservations(CommandContext context) {
    return context.unit().reservations();
  }

  private static NexusId nexus(CommandContext context) {
    return context.session().id();
  }

  private static long key(CommandContext context) {
    return context.parameters().getLong(0);
  }

  private static long serviceActionKey(CommandContext context) {
    return context.parameters().getLong(8);
  }

  /** Empty for a reserved type, or another scope than the logical unit. */
  private static Optional<ReservationType> type(CommandContext context) {
    int scopeAndType = context.cdb().u8(2);
    return (scopeAndType & SCOPE) != 0 ? Optional.empty() : ReservationType.of(scopeAndType & 0x0f);
  }
}
