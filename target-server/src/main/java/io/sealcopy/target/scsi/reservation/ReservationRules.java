package io.sealcopy.target.scsi.reservation;

import io.sealcopy.protocol.unit.KeptReservations;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.reservation.ReservationChange.Done;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Clear;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Move;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Preempt;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Register;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Release;
import io.sealcopy.target.scsi.reservation.ReservationRequest.Reserve;
import java.util.ArrayList;
import java.util.List;

/** What each request makes of a state. SPC-4 §5.13. Pure. */
final class ReservationRules {
  /**
   * What comes of a request.
   *
   * @param after the state then; the one before unless the change is {@link Done}
   */
  record Verdict(ReservationChange change, ReservationState after) {}

  private ReservationRules() {}

  static Verdict apply(ReservationState state, ReservationRequest request) {
    if (request instanceof Register register) {
      return register(state, register);
    }
    if (!state.hasKey(request.nexus(), request.key())) {
      return new Verdict(ReservationChange.CONFLICT, state);
    }
    return switch (request) {
      case Register register -> register(state, register);
      case Reserve reserve -> reserve(state, reserve);
      case Release release -> release(state, release);
      case Clear clear -> clear(state, clear);
      case Preempt preempt -> preempt(state, preempt);
      case Move move -> move(state, move);
    };
  }

  private static Verdict register(ReservationState before, Register request) {
    NexusId nexus = request.nexus();
    Long present = before.keys().get(nexus);
    if (!request.ignoreKey() && request.key() != (present == null ? 0L : present.longValue())) {
      return new Verdict(ReservationChange.CONFLICT, before);
    }
    // SPC-4 tables 44 and 45: others are named beside a first registration only.
    if (!request.others().isEmpty() && (present != null || request.newKey() == 0)) {
      return new Verdict(new ReservationChange.InvalidOthers(), before);
    }
    if (request.newKey() == 0) {
      return present == null
          ? new Verdict(Done.SILENTLY, before)
          : unregister(before, nexus, request.persistent());
    }
    ReservationState after = before.withKey(nexus, request.newKey());
    for (NexusId other : request.others()) {
      if (!after.registered(other)) {
        after = after.withKey(other, request.newKey());
      }
    }
    return registered(before, after.persistent(request.persistent()).nextGeneration());
  }

  private static Verdict registered(ReservationState before, ReservationState after) {
    return after.keys().size() > KeptReservations.MAX_REGISTRATIONS
        ? new Verdict(new ReservationChange.NoRoom(), before)
        : new Verdict(Done.SILENTLY, after);
  }

  private static Verdict unregister(ReservationState before, NexusId nexus, boolean persistent) {
    ReservationState after = before.without(List.of(nexus)).persistent(persistent).nextGeneration();
    ReservationType type = before.type();
    // SPC-4 §5.13.11.2.3: only where registrants shared it does anyone lose anything.
    boolean lost = type != null && type.admitsRegistrants() && !after.reserved();
    return new Verdict(lost ? Done.released(others(after, nexus)) : Done.SILENTLY, after);
  }

  private static Verdict reserve(ReservationState before, Reserve request) {
    if (!before.reserved()) {
      return new Verdict(Done.SILENTLY, before.reservedBy(request.nexus(), request.type()));
    }
    boolean again = before.heldBy(request.nexus()) && before.type() == request.type();
    return new Verdict(again ? Done.SILENTLY : ReservationChange.CONFLICT, before);
  }

  private static Verdict release(ReservationState before, Release request) {
    if (!before.heldBy(request.nexus())) {
      return new Verdict(Done.SILENTLY, before);
    }
    if (before.type() != request.type()) {
      return new Verdict(new ReservationChange.InvalidRelease(), before);
    }
    boolean shared = request.type().admitsRegistrants();
    return new Verdict(
        shared ? Done.released(others(before, request.nexus())) : Done.SILENTLY, before.released());
  }

  private static Verdict clear(ReservationState before, Clear request) {
    ReservationState after =
        before.released().without(List.copyOf(before.keys().keySet())).nextGeneration();
    return new Verdict(new Done(List.of(), others(before, request.nexus()), List.of()), after);
  }

  /** SPC-4 §5.13.11.2.4 and figure 8. */
  private static Verdict preempt(ReservationState before, Preempt request) {
    NexusId nexus = request.nexus();
    long victim = request.victimKey();
    ReservationType type = before.type();
    boolean allHold = type != null && type.heldByAllRegistrants();
    boolean takesOver = type != null && (allHold ? victim == 0 : victim == before.holderKey());
    if (victim == 0 && !allHold) {
      return new Verdict(new ReservationChange.InvalidKey(), before);
    }
    List<NexusId> victims = before.registrants(each -> victim == 0 || before.hasKey(each, victim));
    if (victims.isEmpty() && !takesOver) {
      return new Verdict(ReservationChange.CONFLICT, before);
    }
    if (takesOver && request.newType().isEmpty()) {
      return new Verdict(new ReservationChange.InvalidType(), before);
    }
    List<NexusId> preempted = victims.stream().filter(each -> !each.equals(nexus)).toList();
    // Its own registration goes too when it names its own key without taking over.
    ReservationState after = before.without(takesOver ? preempted : victims).nextGeneration();
    if (!takesOver) {
      return new Verdict(new Done(List.of(), List.of(), preempted), after);
    }
    ReservationType newType = request.newType().orElseThrow();
    List<NexusId> released = type == newType ? List.of() : others(after, nexus);
    return new Verdict(new Done(released, List.of(), preempted), after.reservedBy(nexus, newType));
  }

  /** SPC-4 §5.13.8. */
  private static Verdict move(ReservationState before, Move request) {
    NexusId nexus = request.nexus();
    ReservationType type = before.type();
    if (type == null || type.heldByAllRegistrants() || !before.heldBy(nexus)) {
      return new Verdict(ReservationChange.CONFLICT, before);
    }
    if (request.newKey() == 0) {
      return new Verdict(new ReservationChange.InvalidKey(), before);
    }
    ReservationState after =
        before.withKey(request.to(), request.newKey()).reservedBy(request.to(), type);
    if (request.unregister()) {
      after = after.without(List.of(nexus));
    }
    return registered(before, after.persistent(request.persistent()).nextGeneration());
  }

  private static List<NexusId> others(ReservationState state, NexusId nexus) {
    return new ArrayList<>(state.registrants(each -> !each.equals(nexus)));
  }
}
