package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts durable records in place, in their order, and then answers who waits for them. */
final class Applier {
  /** Bytes of changes for which an earlier image is synced once. */
  private static final int MOST_SAVED = 8 << 20;

  private final PendingQueue pending;
  private final Deque<PendingRecord> applied = new ArrayDeque<>();
  private @Nullable String stalled;
  private long journalEnd;

  /** Of records up to this one it was tried to put them in place together. */
  private long tried;

  /** The bytes of records up to this one, and after the last one applied, are in place. */
  private long placed;

  /** Of records up to this one it is durable, where an image is kept, what they will change. */
  private long saved;

  private final ByteBuffer[] run = new ByteBuffer[64];

  Applier(PendingQueue pending) {
    this.pending = pending;
  }

  /** Why records stay, durable but not applied: the volume has no room. */
  @Nullable String stalled() {
    return stalled;
  }

  /** Whether there is anything to apply up to {@code synced}. */
  boolean isDue(long synced) {
    PendingRecord next = pending.first();
    return next != null && next.order <= synced && stalled == null;
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
  Progress apply(GroupImage image, long synced) {
    Progress progress = Progress.DONE;
    while (isDue(synced) && progress.equals(Progress.DONE)) {
      PendingRecord next = pending.next();
      if (next.order > saved) {
        try {
          save(image, synced);
        } catch (IOException e) {
          progress = Progress.fault(FaultCode.STORAGE_FAILED, "an earlier image: " + e);
          break;
        }
      }
      if (next.order > tried) {
        placeRun(next, saved);
      }
      boolean room = next.member.boundImage().hasRoomFor(next.header);
      progress = room ? apply(image, next) : Progress.NO_ROOM;
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

  /** Of as many of the next records as one sync is worth. */
  private void save(GroupImage image, long synced) throws IOException {
    if (image.earlier() == null) {
      saved = synced;
      return;
    }
    int bytes = 0;
    for (PendingRecord record : pending) {
      if (record.order > synced || bytes > MOST_SAVED) {
        break;
      }
      image.saveEarlier(record.member, record.header, record.order);
      bytes += record.header.dataLength();
      saved = record.order;
    }
    image.syncEarlier();
  }

  /** Whole batches go to the volume at once where they continue each other. */
  private void placeRun(PendingRecord first, long synced) {
    int count = 0;
    int bytes = 0;
    long next = first.header.lba();
    for (PendingRecord record : pending) {
      RecordHeader header = record.header;
      if (header.kind() != RecordKind.DATA
          || header.lba() != next
          || record.member != first.member
          || record.order > synced
          || count == run.length
          || bytes + header.dataLength() > CopyBlocks.MOST_IN_RUN) {
        break;
      }
      run[count++] = record.bytes().duplicate();
      bytes += header.dataLength();
      next += header.blocks();
      tried = record.order;
    }
    if (count > 0 && first.member.boundImage().placeRun(first.header.lba(), run, count)) {
      placed = tried;
    }
    Arrays.fill(run, 0, count, null);
  }

  private Progress apply(GroupImage image, PendingRecord record) {
    CopyImage copy = record.member.boundImage();
    VolumeFailure failure = null;
    try {
      if (record.order <= placed) {
        copy.applyPlaced(record.header, record.bytes(), record.checksums());
      } else {
        failure = copy.apply(record.header, record.bytes(), record.checksums());
      }
    } catch (IOException e) {
      return Progress.fault(FaultCode.DAMAGED_TABLE, named(record, e.getMessage()));
    }
    return switch (failure) {
      case null -> {
        image.advance(record.order, record.header);
        applied.add(pending.removeFirst());
        journalEnd = record.journalEnd;
        if (record.handedTo != 0) {
          long end = record.header.lba() + record.header.blocks();
          record.member.owners().set(record.header.lba(), end, record.handedTo);
        }
        yield Progress.DONE;
      }
      case VolumeFailure.OutOfSpace full -> {
        stalled = named(record, full.message());
        yield Progress.DONE;
      }
      case VolumeFailure other ->
          Progress.fault(FaultCode.STORAGE_FAILED, named(record, other.message()));
    };
  }

  private static String named(PendingRecord record, @Nullable String message) {
    return "copy " + record.member.name() + ": " + message;
  }
}
