package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts durable records in place, in their order, and then answers who waits for them. */
final class Applier {
  private final PendingQueue pending;
  private final RangeOwners owners;
  private final Deque<PendingRecord> applied = new ArrayDeque<>();
  private @Nullable String stalled;
  private long journalEnd;

  Applier(PendingQueue pending, RangeOwners owners) {
    this.pending = pending;
    this.owners = owners;
  }

  /** Why records stay, durable but not applied: the volume has no room. */
  @Nullable String stalled() {
    return stalled;
  }

  /** Room may have been made. */
  void tryAgain() {
    stalled = null;
  }

  /** The position in the journal after the last record applied; 0 before the first. */
  long journalEnd() {
    return journalEnd;
  }

  /** How applying ended. */
  record Progress(boolean wantsCheckpoint, Optional<Fault> fault) {
    static final Progress DONE = new Progress(false, Optional.empty());
    static final Progress NO_ROOM = new Progress(true, Optional.empty());

    static Progress fault(FaultCode code, String message) {
      return new Progress(false, Optional.of(new Fault(code, message)));
    }
  }

  /** Applies every record up to {@code synced}, as far as that is possible now. */
  Progress apply(CopyImage image, long synced) {
    Progress progress = Progress.DONE;
    for (PendingRecord next = pending.first();
        next != null
            && next.header.sequence() <= synced
            && stalled == null
            && progress.equals(Progress.DONE);
        next = pending.first()) {
      progress = image.hasRoomFor(next.header) ? apply(image, next) : Progress.NO_ROOM;
    }
    // All of a batch at once: whoever passes the answers on is woken once.
    for (PendingRecord done = applied.poll(); done != null; done = applied.poll()) {
      done.applied();
    }
    if (stalled != null) {
      pending.answer(new VolumeFailure.OutOfSpace(stalled));
    }
    return progress;
  }

  private Progress apply(CopyImage image, PendingRecord record) {
    VolumeFailure failure;
    try {
      failure = image.apply(record.header, record.bytes(), record.checksums());
    } catch (IOException e) {
      return Progress.fault(FaultCode.DAMAGED_TABLE, String.valueOf(e.getMessage()));
    }
    return switch (failure) {
      case null -> {
        applied.add(pending.removeFirst());
        journalEnd = record.journalEnd;
        if (record.handedTo != 0) {
          long end = record.header.lba() + record.header.blocks();
          owners.set(record.header.lba(), end, record.handedTo);
        }
        yield Progress.DONE;
      }
      case VolumeFailure.OutOfSpace full -> {
        stalled = full.message();
        yield Progress.DONE;
      }
      case VolumeFailure other -> Progress.fault(FaultCode.STORAGE_FAILED, other.message());
    };
  }
}
