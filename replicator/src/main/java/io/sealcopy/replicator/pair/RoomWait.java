package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import io.sealcopy.storage.volume.VolumeFailure;

/**
 * Back-pressure: the journal is full, and hosts are to wait for room in it. They do for a few
 * seconds, less than any initiator waits for a command; after that each is told BUSY, which
 * initiators take for "send it again", until there is room.
 */
final class RoomWait {
  private static final long NOT_WAITING = -1;

  private final GroupData data;
  private long since = NOT_WAITING;
  private boolean stopping;

  RoomWait(GroupData data) {
    this.data = data;
  }

  /** Whether a full journal stops hosts; else, and while nothing drains it, regions are marked. */
  boolean wanted() {
    boolean option =
        data.options.whenFull() == WhenFull.WAIT
            || (data.options.mode() == Mode.SYNC && data.options.fence() != Fence.NEVER);
    return option && data.mayCopy() && data.journal.endPosition() > data.journal.firstPosition();
  }

  /** There is no room for the next change: whether it is told so now, or waits. */
  boolean over() {
    long now = data.ports.steadyMillis();
    if (since == NOT_WAITING) {
      since = now;
    }
    return stopping || now - since >= data.options.syncTimeoutMillis() / 2;
  }

  VolumeFailure busy() {
    return new VolumeFailure.Away(
        "group %s: the journal is full (when_full = wait)".formatted(data.parameters.name()));
  }

  /** There was room. */
  void none() {
    since = NOT_WAITING;
  }

  boolean waiting() {
    return since != NOT_WAITING;
  }

  void stopping() {
    stopping = true;
  }
}
