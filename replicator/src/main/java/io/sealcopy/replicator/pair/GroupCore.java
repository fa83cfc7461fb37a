package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import io.sealcopy.storage.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pair engine of one consistency group: what happens is given to {@link #apply}, all of it on
 * one thread; {@link #turn} then does what has become possible. Clock, files, link and randomness
 * are passed in, so that a seeded simulation can drive it.
 */
public final class GroupCore {
  private static final int FULL_PERCENT = 80;

  private final GroupData data;
  private final ChangePath changes;
  private final Copier copier;
  private final SyncRounds rounds;
  private final Shipper shipper;
  private final LinkKeeper keeper;
  private final FlushWaiters flushes;
  private final ReplicationLink link;
  private final Deque<GroupEvent.Resync> resyncs = new ArrayDeque<>();
  private @Nullable Runnable stopped;
  private boolean stopSynced;

  /**
   * @param buffers where the memory for what the copier reads comes from
   * @param base what was stored last
   * @param fault what was stored last, or what was found wrong before the start; null when nothing
   * @throws IOException when the journal or the activity log cannot be read or written
   */
  public GroupCore(
      GroupParameters parameters,
      Volume volume,
      Journal journal,
      RegionLog regions,
      HostBuffers buffers,
      Sealer sealer,
      GroupPorts ports,
      ReplicationLink link,
      ShippingBase base,
      @Nullable PairFault fault)
      throws IOException {
    this.data = new GroupData(parameters, volume, journal, regions, buffers, sealer, ports);
    this.link = link;
    this.copier = new Copier(data, this::suspend);
    this.rounds = new SyncRounds(data);
    this.changes = new ChangePath(data, rounds::await, this::suspend);
    this.shipper = new Shipper(data, link, () -> copier.copying() && !data.overflow);
    this.keeper = new LinkKeeper(data, link);
    this.flushes = new FlushWaiters(data);
    data.regions.recover();
    data.synced = data.lastSequence();
    data.written = data.lastSequence();
    // Whether the copy was complete when the process died is not kept: past the end it is.
    data.consistentFrom = data.lastSequence();
    shipper.recover(base);
    if (fault != null) {
      suspend(fault);
    }
  }

  /** Takes one event. */
  public void apply(GroupEvent event) {
    switch (event) {
      case HostChange change -> changes.offer(change);
      case GroupEvent.HostFlush(var completion) -> rounds.await(completion);
      case GroupEvent.VolumeDone _ -> changes.volumeDone();
      case GroupEvent.ChunkRead(var failure) -> copier.chunkRead(failure);
      case GroupEvent.Synced synced -> synced(synced);
      case GroupEvent.LinkOpened(long nexus, RemoteKind remote) -> opened(nexus, remote);
      case GroupEvent.LinkLost(long nexus, var trouble) -> {
        if (keeper.isCurrent(nexus)) {
          shipper.closed();
          keeper.lost(trouble);
        }
      }
      case GroupEvent.Refused(long nexus, var refusal) -> {
        if (keeper.isCurrent(nexus)) {
          shipper.closed();
          suspend(
              new PairFault(
                  refusal.fenced() ? PairFault.Reason.FENCED : PairFault.Reason.REMOTE_REFUSED,
                  refusal.message()));
        }
      }
      case GroupEvent.Acknowledged(long nexus, long token) -> {
        if (keeper.isCurrent(nexus)) {
          shipper.acknowledged(token);
        }
      }
      case GroupEvent.Tick _ -> {}
      case GroupEvent.Flush(var result) -> flushes.add(result, copier.copying());
      case GroupEvent.Resync resync -> resyncs.add(resync);
      case GroupEvent.Suspend(PairFault fault) -> suspend(fault);
      case GroupEvent.Query(var result) -> result.accept(status());
      case GroupEvent.Stop(Runnable then) -> stopped = then;
    }
  }

  /**
   * Does what has become possible, after one or many events.
   *
   * @return whether there is more to do at once, without waiting for an event
   */
  public boolean turn() {
    if (!resyncs.isEmpty() && (data.volumeBusy || rounds.underWay())) {
      // The journal may be made anew: that waits for what is under way, and what is not yet begun
      // waits for it. So a resync succeeds under any load.
      return false;
    }
    while (!resyncs.isEmpty()) {
      resyncs.remove().result().accept(resync());
    }
    changes.turn();
    boolean more = false;
    if (stopped == null) {
      more = copier.turn();
      keeper.turn();
    }
    ship();
    rounds.turn(baseToStore(), shipper.provenPosition());
    if (data.overflow && data.acknowledged == data.lastSequence() && rounds.released()) {
      data.overflow = false;
      more = true;
    }
    if (state() == PairState.PAIR) {
      data.regions.nothingToCopy();
    }
    flushes.turn(copier.copying());
    stopWhenDone();
    return more;
  }

  /**
   * Does of {@link #turn} what host changes need, and nothing that waits for a disk or the network:
   * for a thread that has others to serve.
   *
   * @return whether a {@link #turn} has to follow at once
   */
  public boolean hostTurn() {
    if (!resyncs.isEmpty() || stopped != null) {
      return true;
    }
    boolean marked = changes.turnWithoutWaiting();
    rounds.turn(baseToStore(), shipper.provenPosition());
    return !marked || copier.copying();
  }

  /** Whether a {@link #turn} has to follow in time, for what nobody waits to have on the disk. */
  public boolean unsynced() {
    return data.written > data.synced && !rounds.underWay();
  }

  /** Whether nothing is to be expected before the next event. */
  public boolean settled() {
    return data.written == data.synced
        && !data.volumeBusy
        && rounds.idle()
        && !copier.copying()
        && shipper.bytesInFlight() == 0;
  }

  /** Whether somebody waits for acknowledgements, which else need not be taken at once. */
  public boolean awaitsAcknowledgements() {
    return shipper.keepsOrderByWaiting() || flushes.any();
  }

  private @Nullable ShippingBase baseToStore() {
    ShippingBase base = shipper.base();
    return base.sequence() > 1 && data.fault == null ? base : null;
  }

  private void ship() {
    if (data.fault != null) {
      return;
    }
    try {
      shipper.turn();
    } catch (IOException e) {
      journalDamaged(e);
    }
  }

  private void opened(long nexus, RemoteKind remote) {
    if (!keeper.isCurrent(nexus)) {
      return;
    }
    keeper.opened(remote);
    try {
      PairFault fault = shipper.opened(nexus, remote);
      if (fault != null) {
        suspend(fault);
      }
    } catch (IOException e) {
      journalDamaged(e);
    }
  }

  private void journalDamaged(IOException e) {
    suspend(
        new PairFault(
            PairFault.Reason.JOURNAL_DAMAGED,
            "the journal or its base cannot be read or written: " + e.getMessage()));
  }

  private void synced(GroupEvent.Synced event) {
    String failure = event.journalFailure();
    if (failure != null) {
      // First the marks: whoever waits for this round is told that nothing is lost.
      suspend(
          new PairFault(
              PairFault.Reason.JOURNAL_DAMAGED, "the journal cannot be synced: " + failure));
    }
    rounds.synced(event);
  }

  /** To PSUE: nothing is shipped any more; the host's changes go on. */
  private void suspend(PairFault fault) {
    if (fault.reason().everythingToCopy()) {
      // Without its key nothing can be sealed; the copier brings it all once there is one.
      data.journalUsable &=
          fault.reason() != PairFault.Reason.JOURNAL_DAMAGED
              && fault.reason() != PairFault.Reason.KEY_UNAVAILABLE;
      copier.giveUp();
      data.regions.dirtyAll();
      persistMarks();
    }
    if (data.fault == null || fault.reason().everythingToCopy()) {
      data.fault = fault;
      data.ports.storeFault(fault);
    }
    shipper.abandoned();
    keeper.stop(
        fault.reason() == PairFault.Reason.REMOTE_REFUSED ? "refused" : "stopped", fault.message());
  }

  private void persistMarks() {
    try {
      data.regions.persist();
    } catch (IOException _) {
      // Tried again before the next change of the P-VOL, which is refused as long as it fails.
    }
  }

  private CommandResult resync() {
    PairFault fault = data.fault;
    if (fault == null) {
      keeper.restart();
      return new CommandResult.Done();
    }
    if (fault.reason() == PairFault.Reason.KEY_UNAVAILABLE) {
      return new CommandResult.NotNow(
          "the key is not there: put it back into the state directory and restart");
    }
    if (fault.reason().everythingToCopy()) {
      try {
        data.regions.dirtyAll();
        data.regions.persist();
        data.ports.storeBase(new ShippingBase(ShippingBase.ADOPT, data.journal.nextSequence()));
        data.journal.reset();
      } catch (IOException e) {
        return new CommandResult.NotNow("the journal cannot be made anew: " + e.getMessage());
      }
      data.journalUsable = true;
      data.overflow = false;
      data.written = data.lastSequence();
      data.synced = data.lastSequence();
      shipper.journalReset();
      rounds.journalReset();
    }
    data.fault = null;
    data.ports.storeFault(null);
    keeper.restart();
    return new CommandResult.Done();
  }

  private void stopWhenDone() {
    Runnable then = stopped;
    if (then == null || !changes.idle() || data.volumeBusy) {
      return;
    }
    if (!stopSynced) {
      stopSynced = true;
      rounds.await(failure -> {
        if (failure == null && data.journalUsable) {
          data.regions.changesDurable(data.changesCommitted, true);
        }
        finish(then);
      });
    }
  }

  private void finish(Runnable then) {
    try {
      data.regions.close();
    } catch (IOException _) {
      // The marks on disk say more than is true: only a longer copy at the next start.
    }
    flushes.fail("the main centre is stopping");
    shipper.abandoned();
    link.close();
    then.run();
  }

  private PairState state() {
    if (data.fault != null) {
      return PairState.PSUE;
    } else if (data.overflow) {
      return PairState.PFUS;
    } else if (copier.copying() || data.acknowledged < data.consistentFrom) {
      return PairState.COPY;
    } else {
      return journalPercent() >= FULL_PERCENT ? PairState.PFUL : PairState.PAIR;
    }
  }

  private int journalPercent() {
    long used = data.journal.endPosition() - shipper.provenPosition();
    return (int) Math.min(100, 100 * used / data.journal.capacity());
  }

  /** How the pair is now. */
  public PairStatus status() {
    long oldest;
    try {
      oldest = shipper.oldestPendingAt();
    } catch (IOException _) {
      oldest = -1;
    }
    int total = data.regions.copyTotal();
    return new PairStatus(
        state(),
        data.fault,
        total == 0 ? 100 : 100 - (int) (100L * data.regions.toCopyCount() / total),
        journalPercent(),
        oldest < 0 ? 0 : Math.max(data.ports.wallMillis() - oldest, 0),
        data.appendedBytes - data.acknowledgedBytes,
        data.lastSequence() - data.acknowledged,
        data.regions.toCopyCount(),
        data.regions.regionCount(),
        data.regions.activeCount(),
        data.acknowledged,
        data.lastSequence(),
        shipper.bytesInFlight(),
        new PairStatus.Counters(
            data.changesCommitted,
            data.bytesSealed,
            data.syncs,
            data.writesSent,
            data.bytesSent,
            data.regionsCopied),
        keeper.status());
  }
}
