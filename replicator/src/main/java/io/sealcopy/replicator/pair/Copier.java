package io.sealcopy.replicator.pair;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings dirty regions: reads them from the P-VOL between host changes and appends what it read
 * like a change. One region at a time, one chunk at a time.
 */
final class Copier {
  private static final int CHUNKS_A_TURN = 4;
  private static final int NONE = -1;
  private static final int READING = 0;
  private static final int RETURNED = 1;
  private static final int DONE = 2;

  private final GroupData data;
  private final Comparer comparer;
  private final Consumer<PairFault> suspend;
  private @Nullable HostBuffer chunk;
  private final AtomicInteger phase = new AtomicInteger();
  private int region = NONE;
  private GroupMember member;
  private int nextRegion;
  private long lba;
  private long regionEnd;
  private int blocks;
  private long retryAt;
  private volatile @Nullable VolumeFailure readFailure;

  Copier(GroupData data, Comparer comparer, Consumer<PairFault> suspend) {
    this.data = data;
    this.comparer = comparer;
    this.suspend = suspend;
    this.member = data.members.get(0);
  }

  boolean copying() {
    return region != NONE || data.regions.toCopyCount() > 0;
  }

  /** The journal takes no more: what was begun is copied again later. */
  void giveUp() {
    if (region != NONE) {
      data.regions.copyAgain(region);
      region = NONE;
    }
  }

  /** Copies a little: whether there is more to do at once. */
  boolean turn() {
    if (comparer.wanted() && region == NONE && !data.volumeBusy) {
      comparer.betweenRegions(copying());
    }
    for (int i = 0; i < CHUNKS_A_TURN; i++) {
      if (!mayCopy()) {
        return false;
      }
      if (region == NONE) {
        begin();
      }
      read();
    }
    return mayCopy();
  }

  private boolean mayCopy() {
    return data.mayCopy()
        && data.journalUsable
        && !data.overflow
        && !data.volumeBusy
        && copying()
        && data.appendedBytes - data.acknowledgedBytes < data.parameters.copyAheadBytes()
        && data.journal.roomy()
        && data.journal.fits(1, data.parameters.chunkBytes())
        && data.ports.steadyMillis() >= retryAt
        && data.copyThrottle.mayGo()
        && isCompared();
  }

  /** Whether it is known what the remote has where the copier goes on, if that is asked for. */
  private boolean isCompared() {
    if (!comparer.isOn()) {
      return true;
    }
    int next = region == NONE ? data.regions.nextToCopy(nextRegion) : region;
    GroupMember of = data.members.ofRegion(next);
    return comparer.ready(of, region == NONE ? of.firstBlock(next) : lba);
  }

  private void begin() {
    region = data.regions.nextToCopy(nextRegion);
    nextRegion = region + 1;
    data.regions.beginCopy(region);
    member = data.members.ofRegion(region);
    lba = member.firstBlock(region);
    regionEnd = member.endBlock(region);
  }

  private void read() {
    if (!comparer.isOn()) {
      long hole = -member.volume.mappedRun(lba, regionEnd - lba);
      if (hole > 0) {
        // Nothing of it is read, and where zeros cross as they are it is one record.
        long most = data.parameters.zerosSealed() ? member.blocksPerWrite : regionEnd - lba;
        blocks = (int) Math.min(hole, most);
        appendOrSuspend(RecordKind.UNMAP);
        return;
      }
    }
    blocks = comparer.fit(lba, (int) Math.min(member.blocksPerWrite, regionEnd - lba));
    HostBuffer into = data.buffers.take(blocks * member.blockLength);
    chunk = into;
    data.volumeBusy = true;
    phase.set(READING);
    member.volume.read(
        lba,
        into.bytes().duplicate(),
        failure -> {
          readFailure = failure;
          if (phase.getAndSet(DONE) == RETURNED) {
            data.ports.post(new GroupEvent.ChunkRead(failure));
          }
        });
    if (phase.getAndSet(RETURNED) == DONE) {
      chunkRead(readFailure);
    }
  }

  /** The P-VOL has answered; no host change was begun meanwhile. */
  void chunkRead(@Nullable VolumeFailure failure) {
    data.volumeBusy = false;
    HostBuffer read = Objects.requireNonNull(chunk);
    if (region != NONE) { // Else it was given up meanwhile.
      take(read, failure);
    }
    chunk = null;
    read.release();
  }

  private void take(HostBuffer read, @Nullable VolumeFailure failure) {
    switch (failure) {
      case null -> {
        if (comparer.isThere(member, region, lba, blocks, read.bytes())) {
          data.bytesFound += read.bytes().limit();
          data.consistentFrom = data.lastSequence();
          data.copyThrottle.took(read.bytes().limit());
          advance();
        } else {
          appendOrSuspend(isZero(read.bytes()) ? RecordKind.ZERO : RecordKind.DATA);
        }
      }
      case VolumeFailure.Away _ -> retryAt = data.ports.steadyMillis() + 1000;
      case VolumeFailure.OutOfSpace f -> unreadable(f);
      case VolumeFailure.ReadFailed f -> unreadable(f);
      case VolumeFailure.WriteFailed f -> unreadable(f);
      case VolumeFailure.Protected f -> unreadable(f);
    }
  }

  private void unreadable(VolumeFailure failure) {
    giveUp();
    suspend.accept(
        new PairFault(
            PairFault.Reason.VOLUME_UNREADABLE,
            "block %d of volume %s cannot be copied: %s"
                .formatted(lba, member.name, failure.message())));
  }

  private void appendOrSuspend(RecordKind kind) {
    try {
      if (kind == RecordKind.DATA) {
        data.appendData(member, lba, Objects.requireNonNull(chunk), false);
      } else {
        data.appendZeros(kind, member, lba, blocks, false);
      }
      data.batchAppended();
    } catch (IOException e) {
      giveUp();
      suspend.accept(
          new PairFault(
              PairFault.Reason.JOURNAL_DAMAGED,
              "the journal cannot be written: " + e.getMessage()));
      return;
    }
    data.consistentFrom = data.lastSequence();
    data.mixture = true;
    // Zeros that cross as they are cost nothing.
    if (kind == RecordKind.DATA || data.options.holes() == PairOptions.Holes.SEALED) {
      data.copyThrottle.took((long) blocks * member.blockLength);
    }
    advance();
  }

  private void advance() {
    lba += blocks;
    if (lba == regionEnd) {
      data.regions.copied(region, data.lastSequence());
      data.regionsCopied++;
      region = NONE;
    }
  }

  static boolean isZero(ByteBuffer bytes) {
    for (int at = bytes.position(); at < bytes.limit(); at += Long.BYTES) {
      if (bytes.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
