package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.VolumeFailure;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Reads a piece of the P-VOL; no change of it begins meanwhile. One at a time. */
final class PieceReader {
  /** Takes what was read; the buffer is the reader's again afterwards. */
  @FunctionalInterface
  interface Taker {
    void read(HostBuffer piece, @Nullable VolumeFailure failure);
  }

  private static final int READING = 0;
  private static final int RETURNED = 1;
  private static final int DONE = 2;

  private final GroupData data;
  private final Taker taker;
  private final AtomicInteger phase = new AtomicInteger();
  private @Nullable HostBuffer piece;
  private volatile @Nullable VolumeFailure failure;

  PieceReader(GroupData data, Taker taker) {
    this.data = data;
    this.taker = taker;
  }

  /** Begins; {@code data.volumeBusy} until the end. */
  void read(GroupMember member, long lba, int blocks) {
    HostBuffer into = data.buffers.take(blocks * member.blockLength);
    piece = into;
    data.volumeBusy = true;
    phase.set(READING);
    member.volume.read(
        lba,
        into.bytes().duplicate(),
        how -> {
          failure = how;
          if (phase.getAndSet(DONE) == RETURNED) {
            data.ports.post(new GroupEvent.PieceRead());
          }
        });
    if (phase.getAndSet(RETURNED) == DONE) {
      ended();
    }
  }

  /** The P-VOL has answered. */
  void ended() {
    data.volumeBusy = false;
    HostBuffer read = Objects.requireNonNull(piece);
    piece = null;
    taker.read(read, failure);
    read.release();
  }
}
