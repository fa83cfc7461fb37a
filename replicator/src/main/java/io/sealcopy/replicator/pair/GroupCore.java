package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.link.LinkRefusal;
import io.sealcopy.replicator.link.RemoteKind;
import io.sealcopy.replicator.link.ReplicationLink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pair engine of one consistency group: what happens is given to {@link #apply}, all of it on
 * one thread; {@link #turn} then does what has become possible. Clock, files, link and randomness
 * are passed in, so that a seeded simulation can drive it.
 */
public final class GroupCore {
  private final GroupData data;
  private final ChangePath changes;
  private final Copier copier;
  private final SyncRounds rounds;
  private final Shipper shipper;
  private final LinkKeeper keeper;
  private final FlushWaiters flushes;
  private final SyncGate gate;
  private final Suspension suspension;
  private final DigestSource digests;
  private final Comparer comparer;
  private final Verifier verifier;
  private final ReplicationLink link;
  private final ImageNotes notes;
  private final OpeningNotes openings;
  private @Nullable Runnable stopped;
  private boolean stopSynced;

  /**
   * @param buffers where the memory for what the copier reads comes from
   * @throws IOException when the journal or the activity log cannot be read or written
   */
  public GroupCore(
      GroupParameters parameters,
      GroupMembers members,
      Journal journal,
      RegionLog regions,
      HostBuffers buffers,
      GroupPorts ports,
      ReplicationLink link,
      Standing standing)
      throws IOException {
    this.data = new GroupData(parameters, members, journal, regions, buffers, ports);
    this.link = link;
    this.digests = new DigestSource(data, link);
    this.notes = new ImageNotes(data, link);
    this.openings = new OpeningNotes(data, link, standing.openings());
    this.comparer = new Comparer(data, digests);
    this.copier = new Copier(data, comparer, this::suspend);
    this.verifier = new Verifier(data, digests, copier::copying, this::suspend);
    this.rounds = new SyncRounds(data);
    this.shipper = new Shipper(data, link, () -> copier.copying() && !data.overflow);
    this.keeper = new LinkKeeper(data, link, shipper::base);
    this.gate = new SyncGate(data, keeper, copier::copying);
    this.changes = new ChangePath(data, gate, rounds::await, this::suspend);
    this.flushes = new FlushWaiters(data);
    this.suspension = new Suspension(data, copier, rounds, shipper, keeper, gate);
    data.options = standing.options();
    data.copyThrottle.set(data.options.copyRate(), data.options.idleFirst());
    data.regions.recover();
    data.synced = data.lastSequence();
    data.written = data.lastSequence();
    // Whether the copy was complete when the process died is not kept: past the end it is.
    data.consistentFrom = data.lastSequence();
    shipper.recover(standing.base());
    recoverLag();
    suspension.recover(standing.hold(), standing.fault());
  }

  /** What was pending counts as old as the oldest of it was when this centre started, at least. */
  private void recoverLag() {
    long before = 0;
    try {
      long oldest = shipper.oldestPendingAt();
      before = oldest < 0 ? 0 : Math.max(data.ports.wallMillis() - oldest, 0);
    } catch (IOException _) {
      // Shipping meets the damage, and says so.
    }
    data.lag.recovered(
        data.acknowledged + 1, data.lastSequence(), data.ports.steadyMillis() - before);
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
          digests.closed();
          notes.closed();
          openings.closed();
          keeper.lost(trouble);
        }
      }
      case GroupEvent.Refused(long nexus, var refusal) -> {
        if (keeper.isCurrent(nexus)) {
          shipper.closed();
          suspend(faultOf(refusal));
        }
      }
      case GroupEvent.Acknowledged(long nexus, long token) -> {
        if (keeper.isCurrent(nexus)) {
          shipper.acknowledged(token);
        }
      }
      case GroupEvent.Tick _ -> {}
      case GroupEvent.Flush(var result) -> flushes.add(result, copier.copying());
      case GroupEvent.Split(var result) -> suspension.split(result);
      case GroupEvent.Begin(var result) -> result.accept(suspension.begin());
      case GroupEvent.Modify(var options, var result) -> {
        gate.modify(options);
        data.copyThrottle.set(options.copyRate(), options.idleFirst());
        result.accept(new CommandResult.Done());
      }
      case GroupEvent.Resync resync -> suspension.offer(resync);
      case GroupEvent.Suspend(PairFault fault) -> suspend(fault);
      case GroupEvent.TellUnshipped(var result) ->
          result.accept(UnshippedChanges.of(data, shipper.provenPosition()));
      case GroupEvent.Compare(int generation) -> {
        verifier.interrupted("the pair is resynchronized");
        comparer.request(generation);
      }
      case GroupEvent.Verify verify -> verifier.ask(verify, isWhole());
      case GroupEvent.StopVerify(var result) -> verifier.stop(result);
      case GroupEvent.LastVerify(VerifyStatus status) -> verifier.remember(status);
      case GroupEvent.Digests told -> digests.told(told);
      case GroupEvent.ImageNoted told -> notes.told(told);
      case GroupEvent.OpeningNoted told -> openings.told(told);
      case GroupEvent.PieceRead _ -> verifier.pieceRead();
      case GroupEvent.Query(var result) -> result.accept(status());
      case GroupEvent.Stop(Runnable then) -> {
        stopped = then;
        changes.stopping();
      }
    }
  }

  /**
   * Does what has become possible, after one or many events.
   *
   * @return whether there is more to do at once, without waiting for an event
   */
  public boolean turn() {
    changes.resume();
    if (!suspension.turn()) {
      return false;
    }
    changes.turn();
    boolean more = false;
    if (stopped == null) {
      more = copier.turn();
      more |= verifier.turn();
      keeper.turn();
    }
    openings.turn();
    ship();
    gate.turn();
    suspension.answerSplits();
    rounds.turn(baseToStore(), shipper.provenPosition());
    more |= suspension.drained();
    notes.turn(suspension.consistent());
    if (suspension.state() == PairState.PAIR) {
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
    if (suspension.asked() || stopped != null) {
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
        && !verifier.running()
        && shipper.bytesInFlight() == 0;
  }

  /**
   * Whether more can be done soon although no event says so: acknowledgements, which wake nobody
   * mostly, make room for what waits.
   */
  public boolean hurried() {
    return copier.copying() || verifier.running() || shipper.halfFull();
  }

  /** Whether somebody waits for acknowledgements, which else need not be taken at once. */
  public boolean awaitsAcknowledgements() {
    return shipper.keepsOrderByWaiting()
        || flushes.any()
        || data.proofAwaited
        || suspension.awaitsAcknowledgements();
  }

  private @Nullable ShippingBase baseToStore() {
    ShippingBase base = shipper.base();
    return base.sequence() > 1 && data.fault == null ? base : null;
  }

  private void ship() {
    if (data.fault != null || !openings.mayShip() || !notes.mayShip(suspension.consistent())) {
      return;
    }
    try {
      shipper.turn();
    } catch (IOException e) {
      suspension.journalDamaged(e);
    }
  }

  private void opened(long nexus, RemoteKind remote) {
    if (!keeper.isCurrent(nexus)) {
      return;
    }
    keeper.opened(remote);
    ShippingBase before = shipper.base();
    boolean everythingAnew = before.arrivals() == ShippingBase.ADOPT;
    try {
      PairFault fault = shipper.opened(nexus, remote);
      if (fault == null) {
        long reached = shipper.reached();
        fault = openings.opened(nexus, remote, before.sequence(), reached, everythingAnew);
      }
      digests.opened(nexus);
      notes.opened(nexus);
      if (fault != null) {
        suspend(fault);
        if (everythingAnew && data.remoteSequence > data.acknowledged) {
          // That everything is to be copied is decided: only the numbers begin too low.
          suspension.offer(new GroupEvent.Resync(_ -> {}));
        }
      }
    } catch (IOException e) {
      suspension.journalDamaged(e);
    }
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
    data.regions.keepProgress();
  }

  private PairFault faultOf(LinkRefusal refusal) {
    PairFault fault = PairFault.of(refusal);
    RemoteKind has = refusal.has();
    if (has == null || isOurs(has)) {
      return fault;
    }
    // Durable before the fault is: nobody asks the remote again after that.
    suspension.everythingDiffers();
    return new PairFault(
        fault.reason(),
        fault.message()
            + "; it has changes that are not known here, since this centre, or it, was restored"
            + " from a backup: everything may differ");
  }

  /** Whether what a remote has that was taken over is known here; what it lacks is then, too. */
  private boolean isOurs(RemoteKind has) {
    try {
      long reached = shipper.reachedAt(has);
      return reached >= 0 && openings.madeHere(has, reached);
    } catch (IOException _) {
      return false;
    }
  }

  private boolean isWhole() {
    PairState state = suspension.state();
    return !comparer.isOn() && (state == PairState.PAIR || state == PairState.PFUL);
  }

  private void suspend(PairFault fault) {
    digests.closed();
    notes.closed();
    openings.closed();
    verifier.interrupted("the pair was suspended: " + fault.message());
    comparer.end();
    suspension.suspend(fault);
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
    suspension.stopping();
    gate.stopping();
    verifier.interrupted("the main centre was stopped");
    shipper.abandoned();
    link.close();
    then.run();
  }

  /** How the pair is now. */
  public PairStatus status() {
    int total = data.regions.copyTotal();
    return new PairStatus(
        suspension.state(),
        data.fault,
        suspension.consistent(),
        total == 0 ? 100 : 100 - (int) (100L * data.regions.toCopyCount() / total),
        suspension.journalPercent(),
        suspension.lagMillis(),
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
            data.regionsCopied,
            data.bytesFound),
        keeper.status(),
        verifier.status());
  }
}
