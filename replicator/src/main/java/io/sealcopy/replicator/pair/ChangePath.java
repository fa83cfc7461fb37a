package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.storage.volume.WriteTurn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of host changes, batch by batch: marks durable, P-VOL changed, sealed into the journal,
 * acknowledged. A batch is begun when the one before is in the journal, so that sequence order is
 * P-VOL order.
 */
final class ChangePath {
  private static final int BATCH_CHANGES = 256;

  private final GroupData data;
  private final Consumer<Completion> syncFirst;
  private final Consumer<PairFault> suspend;
  private final ArrayDeque<HostChange> waiting = new ArrayDeque<>();
  private final List<HostChange> batch = new ArrayList<>();
  private int submitted;
  private int outstanding;

  /** A batch was taken and its marks are not durable yet: nothing of it has been begun. */
  private boolean unmarked;

  private final SyncGate gate;
  private final RoomWait room;
  private final BatchRecords records;

  /**
   * @param gate says whether changes are accepted, and when they are complete
   * @param syncFirst takes what is told once everything written so far is on stable storage
   * @param suspend takes a fault of the journal
   */
  ChangePath(
      GroupData data, SyncGate gate, Consumer<Completion> syncFirst, Consumer<PairFault> suspend) {
    this.data = data;
    this.gate = gate;
    this.room = new RoomWait(data);
    this.records = new BatchRecords(data);
    this.syncFirst = syncFirst;
    this.suspend = suspend;
  }

  void offer(HostChange change) {
    waiting.add(change);
  }

  boolean idle() {
    return waiting.isEmpty() && batch.isEmpty();
  }

  /** Goes on with a batch whose marks {@link #turnWithoutWaiting} has left. */
  void resume() {
    if (unmarked) {
      mark();
    }
  }

  /** Begins what can be begun. */
  void turn() {
    refuseWhenProtected();
    while (!data.volumeBusy && !waiting.isEmpty() && data.journalRoomy() && takeBatch()) {
      mark();
    }
  }

  /**
   * Begins what can be begun without waiting for a disk.
   *
   * @return false: marks have to be made durable first, which {@link #turn} does
   */
  boolean turnWithoutWaiting() {
    refuseWhenProtected();
    while (!data.volumeBusy && !waiting.isEmpty() && data.journalRoomy() && takeBatch()) {
      if (data.regions.unpersisted()) {
        unmarked = true;
        data.volumeBusy = true;
      } else {
        begin();
      }
    }
    return !unmarked;
  }

  /** Refuses what has not been begun, while the copy has another owner. */
  private void refuseWhenProtected() {
    while (data.writeProtected() && !waiting.isEmpty()) {
      HostChange change = waiting.removeFirst();
      change.dataDone();
      change.complete(
          new VolumeFailure.Protected(
              "group %s is fenced: its copy was taken over, and what is written here would be lost"
                  .formatted(data.parameters.name())));
    }
  }

  void volumeDone() {
    outstanding--;
    submit();
  }

  private void mark() {
    unmarked = false;
    try {
      data.regions.persist();
    } catch (IOException e) {
      data.volumeBusy = false;
      // Without a durable mark the P-VOL must not change: after a crash nobody would know.
      for (HostChange change : batch) {
        change.dataDone();
        change.complete(
            new VolumeFailure.WriteFailed(
                change.lba,
                "group %s: its activity log cannot be written (%s): no change is accepted"
                    .formatted(data.parameters.name(), e.getMessage())));
      }
      batch.clear();
      return;
    }
    begin();
  }

  private void begin() {
    data.volumeBusy = true;
    submitted = 0;
    submit();
  }

  /** Whether there is a batch to be begun. */
  private boolean takeBatch() {
    long bytes = 0;
    int records = 0;
    while (!waiting.isEmpty() && batch.size() < BATCH_CHANGES) {
      HostChange change = waiting.getFirst();
      VolumeFailure refusal = gate.refusal();
      if (refusal != null) {
        refuseFirst(refusal);
        continue;
      }
      GroupMember member = data.members.get(change.member);
      long size = data.journalledBytes(member, change);
      if (!batch.isEmpty() && bytes + size > data.parameters.batchBytes()) {
        break;
      }
      int more =
          change.data == null
              ? data.zeroRecords(member, change.blocks)
              : data.dataRecords(member, change.blocks);
      if (lacksRoom(change, member, records + more, bytes + size)) {
        if (!batch.isEmpty() || !room.over()) {
          break;
        }
        refuseFirst(room.busy());
        continue;
      }
      waiting.removeFirst();
      route(change, member, records + more, bytes + size);
      if (change.journalled) {
        bytes += size;
        records += more;
      }
      batch.add(change);
    }
    return !batch.isEmpty();
  }

  private void refuseFirst(VolumeFailure refusal) {
    HostChange change = waiting.removeFirst();
    change.dataDone();
    change.complete(refusal);
  }

  private boolean lacksRoom(HostChange change, GroupMember member, int records, long bytes) {
    boolean lacks =
        room.wanted() && toJournal(change, member) && !data.journal.fits(records, bytes);
    if (!lacks) {
      room.none();
    }
    return lacks;
  }

  private boolean toJournal(HostChange change, GroupMember member) {
    return data.journalUsable
        && !data.fenced()
        && !data.leftToCopier(member, change)
        && !data.overflow
        && !data.regions.copierWillBring(member, change.lba, change.blocks);
  }

  /** No change may wait for room any more. */
  void stopping() {
    room.stopping();
  }

  private void route(HostChange change, GroupMember member, int records, long bytes) {
    change.journalled = toJournal(change, member);
    if (change.journalled && !data.journal.fits(records, bytes)) {
      data.overflow = true;
      change.journalled = false;
    }
    data.changesBegun++;
    if (change.journalled) {
      data.regions.activate(member, change.lba, change.blocks, data.changesBegun);
    } else {
      data.regions.dirty(member, change.lba, change.blocks);
    }
  }

  /** Gives the P-VOL all that may be under way together, neighbours in one write. */
  private void submit() {
    while (submitted < batch.size() && outstanding == 0) {
      int from = submitted;
      WriteTurn turn = WriteTurn.begin();
      try {
        do {
          HostChange change = batch.get(submitted++);
          change.submitting();
          start(change);
        } while (submitted < batch.size() && !overlapsSubmitted(batch.get(submitted), from));
      } finally {
        turn.end();
      }
      for (int i = from; i < submitted; i++) {
        if (!batch.get(i).returned()) {
          outstanding++;
        }
      }
    }
    if (outstanding == 0) {
      commit();
    }
  }

  /** Whether it has a block in common with one of those submitted from {@code from} on. */
  private boolean overlapsSubmitted(HostChange change, int from) {
    for (int i = from; i < submitted; i++) {
      if (batch.get(i).overlaps(change)) {
        return true;
      }
    }
    return false;
  }

  private void start(HostChange change) {
    Completion told =
        failure -> {
          if (change.done(failure)) {
            data.ports.post(new GroupEvent.VolumeDone(change));
          }
        };
    Volume volume = data.members.get(change.member).volume;
    switch (change.kind) {
      case WRITE -> {
        WriteStream stream = volume.openWrite(change.lba, Math.toIntExact(change.blocks), false);
        stream.all(change.content(), told);
      }
      case WRITE_ATOMIC -> volume.writeAtomic(change.lba, change.content(), told);
      case ZERO -> volume.zero(change.lba, change.blocks, told);
      case UNMAP -> volume.unmap(change.lba, change.blocks, told);
    }
  }

  private void commit() {
    data.volumeBusy = false;
    data.changesCommitted = data.changesBegun;
    @Nullable IOException failed = null;
    boolean marks = false;
    try {
      records.append(batch);
    } catch (IOException e) {
      failed = e;
    }
    for (HostChange change : batch) {
      if (change.failure != null || (failed != null && change.journalled)) {
        // How much of it reached the P-VOL is unknown: the copier brings what is there.
        data.regions.dirty(data.members.get(change.member), change.lba, change.blocks);
        data.mixture = true;
        marks = true;
      }
    }
    if (failed != null) {
      suspend.accept(
          new PairFault(
              PairFault.Reason.JOURNAL_DAMAGED,
              "the journal cannot be written: " + failed.getMessage()));
    } else if (marks) {
      try {
        data.regions.persist();
      } catch (IOException _) {
        // The active mark is durable, so a crash finds the region; the next batch tries again.
      }
    }
    answer();
  }

  private void answer() {
    for (HostChange change : batch) {
      change.dataDone();
      if (change.failure == null && change.forceUnitAccess) {
        syncFirst.accept(failure -> gate.done(change, failure));
      } else {
        gate.done(change, change.failure);
      }
    }
    batch.clear();
  }
}
