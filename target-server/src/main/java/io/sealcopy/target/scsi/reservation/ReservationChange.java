package io.sealcopy.target.scsi.reservation;

import io.sealcopy.target.scsi.NexusId;
import java.util.List;

/** How a {@link ReservationRequest} ended. */
public sealed interface ReservationChange {
  ReservationChange CONFLICT = new Conflict();

  /** RESERVATION CONFLICT status. */
  record Conflict() implements ReservationChange {}

  /** A release with another type than the reservation's. SPC-4 §5.13.11.2.2. */
  record InvalidRelease() implements ReservationChange {}

  /** A service action reservation key that cannot be meant. */
  record InvalidKey() implements ReservationChange {}

  /** A reservation is to be taken over with a type that does not exist. */
  record InvalidType() implements ReservationChange {}

  /** Nexuses to register are named beside what is no first registration. */
  record InvalidOthers() implements ReservationChange {}

  /** No room for so many registrations. */
  record NoRoom() implements ReservationChange {}

  /** Nothing has changed, because the change could not be made durable. */
  record NotKept() implements ReservationChange {}

  /**
   * Done; others are to be told.
   *
   * @param released lost the protection of a reservation: RESERVATIONS RELEASED
   * @param reservationsPreempted lost all by CLEAR: RESERVATIONS PREEMPTED
   * @param registrationsPreempted lost their registration: REGISTRATIONS PREEMPTED
   */
  record Done(
      List<NexusId> released,
      List<NexusId> reservationsPreempted,
      List<NexusId> registrationsPreempted)
      implements ReservationChange {
    static final Done SILENTLY = new Done(List.of(), List.of(), List.of());

    static Done released(List<NexusId> whom) {
      return new Done(whom, List.of(), List.of());
    }
  }
}
