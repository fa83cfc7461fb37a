package io.sealcopy.target.scsi.ranges;

import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A write that shares its blocks while a slice is being written and while it is being finished, but
 * not while it waits for the initiator's next slice: an exclusive operation may come in between,
 * and finds every block whole. If one is at work when a slice comes, the rest of the write is
 * gathered and written at the end. Slices come in ascending order. Reused for one write after the
 * other.
 */
public final class GuardedStream extends Hold implements WriteStream, Completion {
  private final IntFunction<ByteBuffer> scratch;

  private @Nullable BlockRanges ranges;
  private @Nullable WriteStream below;
  private @Nullable Completion completion;
  private int blockLength;
  private int length;

  /** The beginning of a block whose end has not come yet. */
  private @Nullable ByteBuffer begun;

  /** All from this offset on, once a slice had to wait. */
  private @Nullable ByteBuffer gathered;

  private int gatheredFrom;

  /** All of it, while it is being given on. */
  private @Nullable ByteBuffer whole;

  /**
   * @param scratch makes buffers of a length in bytes that live as long as the write
   */
  public GuardedStream(IntFunction<ByteBuffer> scratch) {
    this.scratch = scratch;
  }

  GuardedStream open(BlockRanges within, WriteStream to, long lba, int blocks, int blockBytes) {
    cover(lba, blocks);
    ranges = within;
    below = to;
    blockLength = blockBytes;
    length = blocks * blockBytes;
    begun = null;
    gathered = null;
    whole = null;
    return this;
  }

  @Override
  public void data(int offset, ByteBuffer bytes) {
    int at = offset;
    ByteBuffer part = begun;
    if (part != null && part.position() > 0) {
      at += move(bytes, part, Math.min(part.remaining(), bytes.remaining()));
      if (part.hasRemaining()) {
        return;
      }
      write(at - blockLength, part.flip());
      part.clear();
    }
    int end = bytes.limit();
    int whole = bytes.remaining() - bytes.remaining() % blockLength;
    if (whole > 0) {
      write(at, bytes.limit(bytes.position() + whole));
      bytes.limit(end);
    }
    if (bytes.hasRemaining()) {
      if (part == null) {
        part = scratch.apply(blockLength);
        begun = part;
      }
      move(bytes, part, bytes.remaining());
    }
  }

  private static int move(ByteBuffer from, ByteBuffer to, int count) {
    to.put(to.position(), from, from.position(), count).position(to.position() + count);
    from.position(from.position() + count);
    return count;
  }

  private void write(int offset, ByteBuffer blocks) {
    ByteBuffer waiting = gathered;
    if (waiting != null) {
      waiting.put(blocks);
      return;
    }
    BlockRanges within = Objects.requireNonNull(ranges);
    if (within.tryEnter(this)) {
      try {
        Objects.requireNonNull(below).data(offset, blocks);
      } finally {
        within.leave(this);
      }
    } else {
      gatheredFrom = offset;
      gathered = scratch.apply(length - offset).put(blocks);
    }
  }

  @Override
  public void all(ByteBuffer bytes, Completion told) {
    completion = told;
    BlockRanges within = Objects.requireNonNull(ranges);
    if (within.tryEnter(this)) {
      whole = bytes;
      within.begin(this);
      return;
    }
    boolean kept = false;
    try {
      gatheredFrom = 0;
      gathered = scratch.apply(length).put(bytes);
      kept = true;
    } finally {
      if (!kept) {
        abort();
      }
    }
    within.run(this);
  }

  @Override
  public void finish(Completion told) {
    completion = told;
    Objects.requireNonNull(ranges).run(this);
  }

  @Override
  protected void entered() {
    WriteStream to = Objects.requireNonNull(below);
    ByteBuffer all = whole;
    if (all != null) {
      whole = null;
      to.all(all, this);
      return;
    }
    if (gathered != null) {
      to.data(gatheredFrom, gathered.flip());
    }
    to.finish(this);
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    Completion told = Objects.requireNonNull(completion);
    Objects.requireNonNull(ranges).leave(this);
    told.done(failure);
  }

  @Override
  public void abort() {
    Objects.requireNonNull(below).abort();
  }
}
