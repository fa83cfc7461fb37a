package io.sealcopy.target.scsi.reservation;

import io.sealcopy.target.scsi.NexusId;
import java.util.List;
import java.util.Optional;

/** A service action of PERSISTENT RESERVE OUT. SPC-4 §6.16. */
public sealed interface ReservationRequest {
  /** Who asks. */
  NexusId nexus();

  /** The reservation key the nexus says it is registered with. */
  long key();

  /**
   * REGISTER, or REGISTER AND IGNORE EXISTING KEY.
   *
   * @param newKey its key from now on, 0 to unregister
   * @param ignoreKey {@code key} is not looked at
   * @param persistent APTPL
   * @param others registered with the same key in the same step (SPEC_I_PT)
   */
  record Register(
      NexusId nexus,
      long key,
      long newKey,
      boolean ignoreKey,
      boolean persistent,
      List<NexusId> others)
      implements ReservationRequest {}

  /** RESERVE. */
  record Reserve(NexusId nexus, long key, ReservationType type) implements ReservationRequest {}

  /** RELEASE. */
  record Release(NexusId nexus, long key, ReservationType type) implements ReservationRequest {}

  /** CLEAR. */
  record Clear(NexusId nexus, long key) implements ReservationRequest {}

  /**
   * PREEMPT, and the reservations' part of PREEMPT AND ABORT.
   *
   * @param victimKey whose registrations go
   * @param newType the type, empty when the CDB names none; only looked at when a reservation is
   *     taken over
   */
  record Preempt(NexusId nexus, long key, long victimKey, Optional<ReservationType> newType)
      implements ReservationRequest {}

  /**
   * REGISTER AND MOVE.
   *
   * @param newKey the key of {@code to} from now on
   * @param unregister whether the nexus that asks loses its registration
   */
  record Move(
      NexusId nexus, long key, long newKey, boolean unregister, boolean persistent, NexusId to)
      implements ReservationRequest {}
}
