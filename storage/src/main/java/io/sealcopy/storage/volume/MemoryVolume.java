package io.sealcopy.storage.volume;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A volume in memory outside the heap, allocated as it is written and given back by {@link #unmap}
 * in pieces of 1 MiB. It keeps nothing: each start is a new incarnation.
 */
public final class MemoryVolume implements Volume {
  private static final int PIECE = 1 << 20;

  /** A piece's memory; freed when nobody refers to it any more, so that a reader never loses it. */
  private record Piece(MemorySegment memory) {}

  private final VolumeGeometry geometry;
  private final VolumeTraits traits;
  private final AtomicReferenceArray<@Nullable Piece> pieces;

  /** An empty volume; {@code id} comes from the configuration, so that hosts find it again. */
  public MemoryVolume(UUID id, UUID incarnation, VolumeGeometry geometry) {
    this.geometry = geometry;
    this.traits = new VolumeTraits(id, incarnation, false, false, true, false);
    this.pieces =
        new AtomicReferenceArray<>(
            Math.toIntExact(Math.ceilDiv(geometry.byteCount(), (long) PIECE)));
  }

  @Override
  public VolumeGeometry geometry() {
    return geometry;
  }

  @Override
  public VolumeTraits traits() {
    return traits;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    long at = lba * geometry.blockLength();
    while (destination.hasRemaining()) {
      int within = (int) (at % PIECE);
      int count = Math.min(PIECE - within, destination.remaining());
      Piece piece = pieces.get((int) (at / PIECE));
      MemorySegment to = MemorySegment.ofBuffer(destination).asSlice(0, count);
      if (piece == null) {
        to.fill((byte) 0);
      } else {
        to.copyFrom(piece.memory().asSlice(within, count));
      }
      destination.position(destination.position() + count);
      at += count;
    }
    completion.done(null);
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        write(lba * geometry.blockLength() + offset, bytes);
      }

      @Override
      public void finish(Completion completion) {
        completion.done(null);
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public int atomicBytes() {
    return PIECE;
  }

  /** Nothing survives a crash here, so nothing can survive it in part. */
  @Override
  public void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    write(lba * geometry.blockLength(), data);
    completion.done(null);
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    unmap(lba, blocks, completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    long at = lba * geometry.blockLength();
    long end = at + blocks * geometry.blockLength();
    while (at < end) {
      int index = (int) (at / PIECE);
      int within = (int) (at % PIECE);
      int count = (int) Math.min(PIECE - within, end - at);
      Piece piece = pieces.get(index);
      if (piece != null && count == PIECE) {
        pieces.compareAndSet(index, piece, null);
      } else if (piece != null) {
        piece.memory().asSlice(within, count).fill((byte) 0);
      }
      at += count;
    }
    completion.done(null);
  }

  @Override
  public void flush(Completion completion) {
    completion.done(null);
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    long at = lba * geometry.blockLength();
    long end = at + blocks * geometry.blockLength();
    boolean mapped = pieces.get((int) (at / PIECE)) != null;
    long to = at;
    while (to < end && (pieces.get((int) (to / PIECE)) != null) == mapped) {
      to = (to / PIECE + 1) * PIECE;
    }
    long run = (Math.min(to, end) - at) / geometry.blockLength();
    return mapped ? run : -run;
  }

  @Override
  public void close() {
    for (int i = 0; i < pieces.length(); i++) {
      pieces.set(i, null);
    }
  }

  private void write(long position, ByteBuffer bytes) {
    long at = position;
    while (bytes.hasRemaining()) {
      int within = (int) (at % PIECE);
      int count = Math.min(PIECE - within, bytes.remaining());
      MemorySegment from = MemorySegment.ofBuffer(bytes).asSlice(0, count);
      piece((int) (at / PIECE)).memory().asSlice(within, count).copyFrom(from);
      bytes.position(bytes.position() + count);
      at += count;
    }
  }

  private Piece piece(int index) {
    while (true) {
      Piece piece = pieces.get(index);
      if (piece != null) {
        return piece;
      }
      Piece fresh = new Piece(Arena.ofAuto().allocate(PIECE, 64));
      if (pieces.compareAndSet(index, null, fresh)) {
        return fresh;
      }
    }
  }
}
