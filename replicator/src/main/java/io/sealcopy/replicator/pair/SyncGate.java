package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.storage.volume.VolumeFailure;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Mode sync: a host's change is complete when its records are proven at the remote. While that
 * cannot be (the mode has <em>lapsed</em>: the link is away, or does not answer, for longer than
 * the pair's sync timeout), the fence level says what hosts are told. So no change ever waits
 * longer than the timeout.
 */
final class SyncGate {
  private record Held(HostChange change, long deadline) {}

  private final GroupData data;
  private final LinkKeeper keeper;
  private final BooleanSupplier copying;
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  /** Changes are not held now, and the fence level has its say. */
  private boolean lapsed;

  /** What was proven when that began: more says that the remote answers again. */
  private long provenAtLapse;

  /** Changes up to this one may have been told complete without being proven. */
  private long unproven;

  SyncGate(GroupData data, LinkKeeper keeper, BooleanSupplier copying) {
    this.data = data;
    this.keeper = keeper;
    this.copying = copying;
  }

  private boolean sync() {
    return data.options.mode() == Mode.SYNC;
  }

  /** Other options from now on; what mode async has told so far was not proven. */
  void modify(PairOptions options) {
    if (!sync()) {
      unproven = data.lastSequence();
    }
    data.options = options;
    if (!sync()) {
      lapsed = false;
      completeAll();
    }
  }

  /** Why hosts' changes are refused now, before anything of them is done; null: they are not. */
  @Nullable VolumeFailure refusal() {
    if (!sync() || data.options.fence() == Fence.NEVER || data.hold != PairHold.NONE) {
      return null;
    }
    PairFault fault = data.fault;
    if (fault != null) {
      return data.options.fence() == Fence.DATA
          ? refusal("the pair is suspended (PSUE, " + fault.reason() + ")")
          : null;
    }
    return lapsed && fenced() ? refusal("the link is " + keeper.status().word()) : null;
  }

  private VolumeFailure refusal(String why) {
    return new VolumeFailure.Protected(
        "group %s: %s, so that no change can reach the remote; fence level %s refuses it"
            .formatted(data.parameters.name(), why, data.options.fence().word()));
  }

  /** Status: the remote that itself says why it takes nothing knows of it; one that is away not. */
  private boolean fenced() {
    return switch (data.options.fence()) {
      case NEVER -> false;
      case DATA -> true;
      case STATUS -> !keeper.remoteKnows();
    };
  }

  /**
   * Completes a change that is done here, now or when it is proven.
   *
   * @param failure of making it stable here
   */
  void done(HostChange change, @Nullable VolumeFailure failure) {
    if (failure != null) {
      change.complete(failure);
    } else if (change.lastSequence == 0) {
      // Only marked: the state is not PAIR, unless the journal has just failed.
      change.complete(data.fault == null ? null : refusal());
    } else if (change.lastSequence <= data.acknowledged) {
      change.complete(null);
    } else if (holds()) {
      long deadline = data.ports.steadyMillis() + data.options.syncTimeoutMillis();
      held.add(new Held(change, deadline));
      data.proofAwaited = true;
    } else {
      unproven = Math.max(unproven, change.lastSequence);
      change.complete(null);
    }
  }

  /** While the copy is being brought up to date, it protects nothing, and the state says so. */
  private boolean holds() {
    return sync()
        && !lapsed
        && data.mayCopy()
        && !data.overflow
        && !copying.getAsBoolean()
        && (data.acknowledged >= unproven || isClose());
  }

  /** Hosts would not wait for much that is before them. */
  private boolean isClose() {
    return data.appendedBytes - data.acknowledgedBytes <= data.parameters.windowBytes();
  }

  /** Completes what is proven, and decides what is to become of the rest. */
  void turn() {
    if (!sync()) {
      return;
    }
    while (!held.isEmpty() && held.getFirst().change.lastSequence <= data.acknowledged) {
      held.removeFirst().change.complete(null);
    }
    if (data.hold != PairHold.NONE) {
      completeAll();
    } else if (data.fault != null) {
      lapse(data.options.fence() == Fence.DATA);
    } else if (lapsed) {
      endLapse();
    } else if (overdue() || keeper.downMillis() >= data.options.syncTimeoutMillis()) {
      provenAtLapse = data.acknowledged;
      lapsed = true;
      lapse(fenced());
    }
    data.proofAwaited = !held.isEmpty();
  }

  private boolean overdue() {
    return !held.isEmpty() && held.getFirst().deadline <= data.ports.steadyMillis();
  }

  private void lapse(boolean refused) {
    if (refused) {
      // They are in the journal and cross later: as after any failed write, either may be found.
      VolumeFailure failure = refusal("the change was not proven at the remote in time");
      while (!held.isEmpty()) {
        held.removeFirst().change.complete(failure);
      }
    } else {
      completeAll();
    }
  }

  private void completeAll() {
    while (!held.isEmpty()) {
      HostChange change = held.removeFirst().change;
      unproven = Math.max(unproven, change.lastSequence);
      change.complete(null);
    }
    data.proofAwaited = false;
  }

  private void endLapse() {
    boolean answers =
        data.acknowledged == data.lastSequence()
            || (data.acknowledged > provenAtLapse && isClose());
    if (keeper.isUp() && answers) {
      lapsed = false;
    }
  }

  /** Whether changes may have been told complete that the remote does not have, or may be next. */
  boolean unprotected() {
    return sync() && (lapsed || data.acknowledged < unproven);
  }

  /** Nothing may follow. */
  void stopping() {
    VolumeFailure away = new VolumeFailure.Away("the main centre is stopping");
    while (!held.isEmpty()) {
      held.removeFirst().change.complete(away);
    }
  }
}
