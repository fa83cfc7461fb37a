package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Completion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Group sync: whoever needs stable storage waits for the next round of the sync thread. */
final class SyncRounds {
  /** So much unsynced data does not wait for its time. */
  private static final long ENOUGH_BYTES = 4 << 20;

  /** What is proven at the remote is given back that often at least. */
  private static final long RELEASE_MILLIS = 100;

  /** The marks of what was copied are cleared that often at least. */
  private static final long SETTLE_MILLIS = 500;

  private final GroupData data;
  private List<Completion> waiting = new ArrayList<>();
  private List<Completion> served = new ArrayList<>();
  private boolean running;
  private long round;
  private long lastRound;
  private long lastBytes;
  private long lastVolume;
  private long releasedSequence;
  private long releasedPosition;

  SyncRounds(GroupData data) {
    this.data = data;
    this.releasedPosition = data.journal.firstPosition();
    this.releasedSequence = data.journal.firstSequence();
    this.lastRound = data.ports.steadyMillis();
  }

  /** Tells when everything complete now is on stable storage, P-VOL included. */
  void await(Completion completion) {
    waiting.add(completion);
  }

  boolean idle() {
    return !running && waiting.isEmpty();
  }

  /** Whether the sync thread is at work. */
  boolean underWay() {
    return running;
  }

  /** The journal was emptied by hand. */
  void journalReset() {
    releasedPosition = data.journal.firstPosition();
    releasedSequence = data.journal.firstSequence();
  }

  /**
   * Starts a round when one is due.
   *
   * @param base what is proven at the remote, and the position after it; null before it is known
   */
  void turn(@Nullable ShippingBase base, long provenPosition) {
    if (running) {
      return;
    }
    long now = data.ports.steadyMillis();
    boolean late =
        now - lastRound >= data.parameters.syncMillis()
            || data.appendedBytes - lastBytes >= ENOUGH_BYTES;
    boolean unsynced = data.journalUsable && data.written > data.synced;
    long freed = base == null || !data.journalUsable ? 0 : provenPosition - releasedPosition;
    boolean release =
        freed > 0
            && (freed >= data.parameters.releaseBytes()
                || data.overflow
                || now - lastRound >= RELEASE_MILLIS);
    boolean settle = data.regions.copiesWait() && now - lastVolume >= SETTLE_MILLIS;
    boolean volume = !waiting.isEmpty() || data.regions.crowded() || settle;
    if (!volume && !release && !(unsynced && (late || data.proofAwaited))) {
      return;
    }
    List<Completion> spare = served;
    served = waiting;
    waiting = spare;
    running = true;
    lastRound = now;
    lastBytes = data.appendedBytes;
    lastVolume = volume ? now : lastVolume;
    data.syncs++;
    if (data.journalUsable) {
      data.journal.stage();
    }
    if (release) {
      releasedPosition = provenPosition;
    }
    data.ports.sync(
        new SyncWork(
            ++round,
            data.journalUsable,
            volume,
            data.written,
            data.changesCommitted,
            release ? base : null,
            provenPosition));
  }

  /** A round has ended: whether the journal failed. */
  boolean synced(GroupEvent.Synced event) {
    running = false;
    SyncWork work = event.work();
    boolean journalSound = event.journalFailure() == null;
    if (journalSound && work.journal()) {
      data.synced = Math.max(data.synced, work.written());
      if (work.base() != null) {
        releasedSequence = Math.max(releasedSequence, work.base().sequence());
      }
      if (work.volume() && event.volumeFailure() == null) {
        data.regions.copiesDurable(work.written());
        data.regions.changesDurable(work.changes(), false);
      }
    }
    for (Completion completion : served) {
      completion.done(event.volumeFailure());
    }
    served.clear();
    return !journalSound;
  }

  /** Everything that the remote has proven is given back. */
  boolean released() {
    return releasedSequence > data.lastSequence();
  }
}
