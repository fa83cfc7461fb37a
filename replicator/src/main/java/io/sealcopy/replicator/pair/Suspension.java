package io.sealcopy.replicator.pair;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a pair from being copied, how it goes on after that, and what its state is called. A
 * fault or a split stops shipping and copying, never hosts; only an operator's resync ends it.
 */
final class Suspension {
  private static final int FULL_PERCENT = 80;

  private final GroupData data;
  private final Copier copier;
  private final SyncRounds rounds;
  private final Shipper shipper;
  private final LinkKeeper keeper;
  private final SyncGate gate;
  private final Deque<GroupEvent.Resync> resyncs = new ArrayDeque<>();
  private final Deque<Consumer<CommandResult>> splits = new ArrayDeque<>();

  Suspension(
      GroupData data,
      Copier copier,
      SyncRounds rounds,
      Shipper shipper,
      LinkKeeper keeper,
      SyncGate gate) {
    this.data = data;
    this.copier = copier;
    this.rounds = rounds;
    this.shipper = shipper;
    this.keeper = keeper;
    this.gate = gate;
  }

  /** At start, with what was stored last. */
  void recover(PairHold hold, @Nullable PairFault fault) {
    data.hold = hold;
    if (hold == PairHold.DEFINED) {
      keeper.stop("stopped", hold.message());
    }
    if (fault != null) {
      suspend(fault);
    }
  }

  /** To PSUE: nothing is shipped any more; the host's changes go on. */
  void suspend(PairFault fault) {
    if (fault.reason().everythingToCopy()) {
      // Without its key nothing can be sealed; the copier brings it all once there is one.
      data.journalUsable &=
          fault.reason() != PairFault.Reason.JOURNAL_DAMAGED
              && fault.reason() != PairFault.Reason.KEY_UNAVAILABLE;
      copier.giveUp();
      data.regions.dirtyAll();
      persistMarks();
    }
    if (weighsMore(fault, data.fault)) {
      data.fault = fault;
      data.ports.storeFault(fault);
    }
    shipper.abandoned();
    keeper.stop(
        fault.reason() == PairFault.Reason.REMOTE_REFUSED ? "refused" : "stopped", fault.message());
  }

  /** Who is fenced stays so: whatever follows, the copy has another owner. */
  private static boolean weighsMore(PairFault fault, @Nullable PairFault known) {
    return known == null
        || (known.reason() != PairFault.Reason.FENCED && fault.reason().everythingToCopy());
  }

  void journalDamaged(IOException e) {
    suspend(
        new PairFault(
            PairFault.Reason.JOURNAL_DAMAGED,
            "the journal or its base cannot be read or written: " + e.getMessage()));
  }

  /**
   * The copy was taken over with changes that are not known here: this centre was restored from a
   * backup since it made them. Nobody can say any more what is equal.
   */
  void everythingDiffers() {
    data.regions.dirtyAll();
    persistMarks();
  }

  private void persistMarks() {
    try {
      data.regions.persist();
    } catch (IOException _) {
      // Tried again before the next change of the P-VOL, which is refused as long as it fails.
    }
  }

  /** An operator wants to go on: done in a {@link #turn}. */
  void offer(GroupEvent.Resync resync) {
    resyncs.add(resync);
  }

  /** To PSUS: what is in flight ends, nothing more is sent; told when that is so. */
  void split(Consumer<CommandResult> result) {
    PairFault fault = data.fault;
    if (fault != null) {
      result.accept(suspendedBy(fault));
      return;
    }
    switch (data.hold) {
      case NONE -> {
        CommandResult held = hold(PairHold.SPLIT);
        if (held instanceof CommandResult.NotNow) {
          result.accept(held);
        } else {
          splits.add(result);
        }
      }
      case SPLIT -> splits.add(result);
      case DEFINED -> result.accept(new CommandResult.NotNow(data.hold.message()));
    }
  }

  private static CommandResult suspendedBy(PairFault fault) {
    return new CommandResult.NotNow(
        "the pair is suspended by a fault (%s): %s".formatted(fault.reason(), fault.message()));
  }

  /** Begins with a pair that was only defined. */
  CommandResult begin() {
    if (data.hold != PairHold.DEFINED) {
      return new CommandResult.NotNow("the pair is started already");
    }
    CommandResult begun = hold(PairHold.NONE);
    if (begun instanceof CommandResult.Done && data.fault == null) {
      keeper.restart();
    }
    return begun;
  }

  private CommandResult hold(PairHold hold) {
    try {
      data.ports.storeHold(hold);
    } catch (IOException e) {
      return new CommandResult.NotNow("it cannot be stored: " + e.getMessage());
    }
    data.hold = hold;
    return new CommandResult.Done();
  }

  /** Whether somebody waits for what is in flight. */
  boolean awaitsAcknowledgements() {
    return !splits.isEmpty();
  }

  /** After shipping: tells those who wait for it that the copy stands still. */
  void answerSplits() {
    if (splits.isEmpty() || (data.hold == PairHold.SPLIT && !shipper.still())) {
      return;
    }
    PairFault fault = data.fault;
    CommandResult result =
        fault != null
            ? suspendedBy(fault)
            : data.hold == PairHold.SPLIT
                ? new CommandResult.Done()
                : new CommandResult.NotNow("a resync came before the split had ended");
    List<Consumer<CommandResult>> all = List.copyOf(splits);
    splits.clear();
    all.forEach(each -> each.accept(result));
  }

  /** Nothing may follow: tells those who wait. */
  void stopping() {
    CommandResult stopping = new CommandResult.NotNow("the main centre is stopping");
    splits.forEach(each -> each.accept(stopping));
    splits.clear();
  }

  /** Whether {@link #turn} has something to do. */
  boolean asked() {
    return !resyncs.isEmpty();
  }

  /**
   * Does what operators asked for.
   *
   * @return false: what is under way has to end first, and nothing new may begin until then
   */
  boolean turn() {
    if (!resyncs.isEmpty() && (data.volumeBusy || rounds.underWay())) {
      // The journal may be made anew: that waits for what is under way, and what is not yet begun
      // waits for it. So a resync succeeds under any load.
      return false;
    }
    while (!resyncs.isEmpty()) {
      resyncs.remove().result().accept(resync());
    }
    return true;
  }

  private CommandResult resync() {
    PairFault fault = data.fault;
    if (data.hold == PairHold.DEFINED) {
      return fault == null ? new CommandResult.NotNow(data.hold.message()) : clear(fault);
    }
    CommandResult cleared = fault == null ? new CommandResult.Done() : clear(fault);
    if (cleared instanceof CommandResult.Done && data.hold == PairHold.SPLIT) {
      cleared = hold(PairHold.NONE);
    }
    if (cleared instanceof CommandResult.Done) {
      keeper.restart();
    }
    return cleared;
  }

  private CommandResult clear(PairFault fault) {
    if (fault.reason() == PairFault.Reason.FENCED) {
      return new CommandResult.NotNow(
          "the copy has another owner, and resync would copy over what its hosts have written: "
              + fault.message()
              + "; what was not shipped is told by pair show --unshipped");
    }
    if (fault.reason() == PairFault.Reason.KEY_UNAVAILABLE) {
      return new CommandResult.NotNow(
          "the key is not there: put it back into the state directory and restart");
    }
    if (fault.reason().everythingToCopy()) {
      try {
        journalAnew();
      } catch (IOException e) {
        return new CommandResult.NotNow("the journal cannot be made anew: " + e.getMessage());
      }
    }
    data.fault = null;
    data.ports.storeFault(null);
    return new CommandResult.Done();
  }

  private void journalAnew() throws IOException {
    data.regions.dirtyAll();
    data.regions.persist();
    // A remote that has more than was ever sent knows these numbers for other changes.
    // And from 1 on only a pair begins that never sent anything, to a remote that has nothing.
    long next = Math.max(2, Math.max(data.journal.nextSequence(), data.remoteSequence + 1));
    data.ports.storeBase(new ShippingBase(ShippingBase.ADOPT, next));
    data.journal.reset(next);
    data.journalUsable = true;
    data.overflow = false;
    data.written = data.lastSequence();
    data.synced = data.lastSequence();
    shipper.journalReset();
    rounds.journalReset();
  }

  /**
   * The journal was full: once it has drained, changes go to it again.
   *
   * @return whether that is so from now on
   */
  boolean drained() {
    boolean drained =
        data.overflow && data.acknowledged == data.lastSequence() && rounds.released();
    if (drained) {
      data.overflow = false;
    }
    noteMarks();
    if (!data.overflow) {
      data.mixture = copier.copying() || (data.mixture && data.acknowledged < data.consistentFrom);
    }
    return drained;
  }

  private void noteMarks() {
    if (data.overflow || copier.copying()) {
      data.markedSince = data.markedSince < 0 ? data.ports.steadyMillis() : data.markedSince;
    } else if (data.acknowledged >= data.consistentFrom) {
      data.markedSince = -1;
    }
  }

  /** Age of the oldest change that the remote may lack, by the steady clock; 0: it lacks none. */
  long lagMillis() {
    long now = data.ports.steadyMillis();
    long pending = data.lag.age(data.acknowledged, now);
    return data.markedSince < 0 ? pending : Math.max(pending, now - data.markedSince);
  }

  /** Whether the remote is the P-VOL after a prefix of its changes, whatever the state. */
  boolean consistent() {
    return !data.mixture && data.acknowledged >= data.consistentFrom;
  }

  /** What the pair's state is called. */
  PairState state() {
    if (data.fault != null) {
      return PairState.PSUE;
    } else if (data.hold != PairHold.NONE) {
      return data.hold.state();
    } else if (data.overflow) {
      return PairState.PFUS;
    } else if (copier.copying() || data.acknowledged < data.consistentFrom || gate.unprotected()) {
      return PairState.COPY;
    } else {
      return journalPercent() >= FULL_PERCENT ? PairState.PFUL : PairState.PAIR;
    }
  }

  /** 0 to 100, of the journal's space. */
  int journalPercent() {
    long used = data.journal.endPosition() - shipper.provenPosition();
    return (int) Math.min(100, 100 * used / data.journal.capacity());
  }
}
