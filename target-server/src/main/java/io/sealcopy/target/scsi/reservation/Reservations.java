package io.sealcopy.target.scsi.reservation;

import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.ReservationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of one unit. Changes are serialised; checks read one immutable state. Kept in
 * memory: APTPL is not offered.
 */
public final class Reservations {
  /** How a change ended. */
  public sealed interface Change {
    Change CONFLICT = new Conflict();

    /** RESERVATION CONFLICT status. */
    record Conflict() implements Change {}

    /** A release with another type than the reservation's. SPC-4 §5.13.11.2.2. */
    record InvalidRelease() implements Change {}

    /** A service action reservation key that cannot be meant. */
    record InvalidKey() implements Change {}

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
        implements Change {
      static final Done SILENTLY = new Done(List.of(), List.of(), List.of());
    }
  }

  private volatile ReservationState state = ReservationState.NONE;
  private volatile @Nullable NexusId legacyHolder;

  public ReservationState state() {
    return state;
  }

  /** Whether a command with this rule conflicts for this nexus. */
  public boolean conflicts(NexusId nexus, ReservationRule rule) {
    NexusId legacy = legacyHolder;
    if (legacy != null
        && !legacy.equals(nexus)
        && rule != ReservationRule.ALWAYS
        && rule != ReservationRule.ITSELF) {
      return true;
    }
    ReservationState now = state;
    ReservationType type = now.type();
    if (type == null || now.heldBy(nexus)) {
      return false;
    }
    return switch (rule) {
      case ALLOWED, ALWAYS, ITSELF -> false;
      case READS -> type.exclusiveAccess() && !(type.admitsRegistrants() && now.registered(nexus));
      case CHANGES -> !(type.admitsRegistrants() && now.registered(nexus));
    };
  }

  /** RESERVE(6). False is a conflict: another holds it, or anyone has registered (no CRH). */
  public synchronized boolean reserveLegacy(NexusId nexus) {
    if (!state.keys().isEmpty() || legacyConflict(nexus)) {
      return false;
    }
    legacyHolder = nexus;
    return true;
  }

  /** RELEASE(6): without effect unless this nexus holds it. SPC-2 §7.17. */
  public synchronized void releaseLegacy(NexusId nexus) {
    if (nexus.equals(legacyHolder)) {
      legacyHolder = null;
    }
  }

  /** A reset of the unit. */
  public synchronized void releaseLegacy() {
    legacyHolder = null;
  }

  /** A RESERVE(6) ends with its nexus; persistent reservations do not. */
  public void nexusLost(NexusId nexus) {
    releaseLegacy(nexus);
  }

  /**
   * REGISTER.
   *
   * @param key the nexus's key now, 0 when it has none; {@code ignoreKey} leaves it unchecked
   * @param newKey its key from now on, 0 to unregister
   */
  public synchronized Change register(NexusId nexus, long key, long newKey, boolean ignoreKey) {
    Long present = state.keys().get(nexus);
    if (legacyConflict(nexus)
        || (!ignoreKey && key != (present == null ? 0L : present.longValue()))) {
      return Change.CONFLICT;
    }
    ReservationState before = state;
    if (newKey != 0) {
      state = before.withKey(nexus, newKey).nextGeneration();
      return Change.Done.SILENTLY;
    }
    if (present == null) {
      return Change.Done.SILENTLY;
    }
    state = before.without(List.of(nexus)).nextGeneration();
    ReservationType type = before.type();
    boolean shared = type != null && type.admitsRegistrants();
    // SPC-4 §5.13.11.2.3: only where registrants shared it does anyone lose anything.
    return shared && !state.reserved() ? released(others(nexus)) : Change.Done.SILENTLY;
  }

  /** RESERVE. */
  public synchronized Change reserve(NexusId nexus, long key, ReservationType type) {
    if (!authorised(nexus, key)) {
      return Change.CONFLICT;
    }
    if (state.reserved()) {
      return state.heldBy(nexus) && state.type() == type ? Change.Done.SILENTLY : Change.CONFLICT;
    }
    state = state.reservedBy(nexus, type);
    return Change.Done.SILENTLY;
  }

  /** RELEASE. */
  public synchronized Change release(NexusId nexus, long key, ReservationType type) {
    if (!authorised(nexus, key)) {
      return Change.CONFLICT;
    }
    if (!state.heldBy(nexus)) {
      return Change.Done.SILENTLY;
    }
    if (state.type() != type) {
      return new Change.InvalidRelease();
    }
    state = state.released();
    return type.admitsRegistrants() ? released(others(nexus)) : Change.Done.SILENTLY;
  }

  /** CLEAR. */
  public synchronized Change clear(NexusId nexus, long key) {
    if (!authorised(nexus, key)) {
      return Change.CONFLICT;
    }
    List<NexusId> others = others(nexus);
    state = state.without(new ArrayList<>(state.keys().keySet())).released().nextGeneration();
    return new Change.Done(List.of(), others, List.of());
  }

  /** PREEMPT, and the reservations' part of PREEMPT AND ABORT. SPC-4 §5.13.11.2.4. */
  public synchronized Change preempt(
      NexusId nexus, long key, long victimKey, ReservationType newType) {
    if (!authorised(nexus, key)) {
      return Change.CONFLICT;
    }
    ReservationState before = state;
    ReservationType type = before.type();
    boolean allHold = type != null && type.heldByAllRegistrants();
    boolean takesOver =
        type != null && (allHold ? victimKey == 0 : victimKey == before.holderKey());
    if (victimKey == 0 && !allHold) {
      return new Change.InvalidKey();
    }
    List<NexusId> victims = registrants(each -> victimKey == 0 || before.hasKey(each, victimKey));
    if (victims.isEmpty() && !takesOver) {
      return Change.CONFLICT;
    }
    // Its own registration goes too when it names its own key without taking over.
    List<NexusId> gone =
        takesOver ? victims.stream().filter(each -> !each.equals(nexus)).toList() : victims;
    ReservationState after = before.without(gone).nextGeneration();
    state = takesOver ? after.reservedBy(nexus, newType) : after;
    List<NexusId> preempted = gone.stream().filter(each -> !each.equals(nexus)).toList();
    boolean shapeChanged = takesOver ? type != newType : before.reserved() && !after.reserved();
    return new Change.Done(shapeChanged ? others(nexus) : List.of(), List.of(), preempted);
  }

  private boolean authorised(NexusId nexus, long key) {
    return !legacyConflict(nexus) && state.hasKey(nexus, key);
  }

  private boolean legacyConflict(NexusId nexus) {
    return legacyHolder != null && !nexus.equals(legacyHolder);
  }

  private List<NexusId> registrants(Predicate<NexusId> which) {
    return state.keys().keySet().stream().filter(which).toList();
  }

  private List<NexusId> others(NexusId nexus) {
    return registrants(each -> !each.equals(nexus));
  }

  private static Change released(List<NexusId> whom) {
    return new Change.Done(whom, List.of(), List.of());
  }
}
