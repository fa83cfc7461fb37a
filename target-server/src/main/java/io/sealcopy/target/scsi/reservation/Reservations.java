package io.sealcopy.target.scsi.reservation;

import io.sealcopy.protocol.unit.KeptReservations;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.ReservationRule;
import io.sealcopy.target.scsi.UnitStore;
import io.sealcopy.target.scsi.reservation.ReservationRules.Verdict;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of one unit. Checks read one immutable state; changes are made one after the
 * other, and one that is to survive power loss takes effect when it is durable. Safe for any
 * thread.
 */
public final class Reservations {
  private record Waiting(ReservationRequest request, Consumer<ReservationChange> whenDone) {}

  private final UnitStore store;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean changing;
  private volatile ReservationState state;
  private volatile @Nullable NexusId legacyHolder;

  /**
   * Takes up what was kept.
   *
   * @throws IllegalStateException if that is not understood
   */
  public Reservations(UnitStore store) {
    this.store = store;
    byte[] kept = store.load(KeptReservations.PART);
    state = kept == null ? ReservationState.NONE : KeptState.decode(kept);
  }

  public ReservationState state() {
    return state;
  }

  /** Whether they can survive power loss: APTPL is refused otherwise. */
  public boolean canPersist() {
    return store.durable();
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
    if (changing || !state.keys().isEmpty() || legacyConflict(nexus)) {
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
   * Performs a service action. Never blocks.
   *
   * @param whenDone told once, on this thread or another, when the change is in effect, and durable
   *     where it must be; must not block
   */
  public void change(ReservationRequest request, Consumer<ReservationChange> whenDone) {
    synchronized (this) {
      waiting.add(new Waiting(request, whenDone));
      if (changing) {
        return;
      }
      changing = true;
    }
    changeNext();
  }

  private void changeNext() {
    while (true) {
      Waiting next;
      Verdict verdict;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          changing = false;
          return;
        }
        verdict = judge(next.request);
        if (!mustBeKept(verdict.after())) {
          state = verdict.after();
        }
      }
      if (mustBeKept(verdict.after())) {
        keep(verdict, next);
        return;
      }
      next.whenDone.accept(verdict.change());
    }
  }

  /** Only one change is under way, so that the state does not change but by it. */
  private boolean mustBeKept(ReservationState after) {
    ReservationState before = state;
    return (before.persistent() || after.persistent()) && !before.keptAs(after);
  }

  private Verdict judge(ReservationRequest request) {
    return legacyConflict(request.nexus())
        ? new Verdict(ReservationChange.CONFLICT, state)
        : ReservationRules.apply(state, request);
  }

  private void keep(Verdict verdict, Waiting change) {
    UnitStore.Saved saved =
        failure -> {
          if (failure == null) {
            state = verdict.after();
          }
          change.whenDone.accept(
              failure == null ? verdict.change() : new ReservationChange.NotKept());
          changeNext();
        };
    if (verdict.after().persistent()) {
      store.save(KeptReservations.PART, KeptState.encode(verdict.after()), saved);
    } else {
      store.delete(KeptReservations.PART, saved);
    }
  }

  private boolean legacyConflict(NexusId nexus) {
    return legacyHolder != null && !nexus.equals(legacyHolder);
  }
}
