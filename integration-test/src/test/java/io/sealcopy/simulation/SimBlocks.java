package io.sealcopy.simulation;

import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An S-VOL's blocks in a file of the remote's disk; remembers which were written. */
final class SimBlocks implements CopyBlocks {
  private final StorageFile file;
  private final int blockLength;
  private final int blocks;
  private final BooleanSupplier full;
  private final BitSet written = new BitSet();
  private boolean durable = true;
  private boolean leavesHoles;

  SimBlocks(StorageFile file, SimMember member, BooleanSupplier full) {
    this.file = file;
    this.blockLength = member.blockLength();
    this.blocks = member.blocks();
    this.full = full;
  }

  /** A planted bug: when false, syncs return and nothing was done. */
  void setDurable(boolean value) {
    durable = value;
  }

  /** A planted bug: when true, what is to be zeros stays as it is. */
  void setLeavesHoles(boolean value) {
    leavesHoles = value;
  }

  @Override
  public @Nullable VolumeFailure write(long lba, ByteBuffer bytes) {
    if (full.getAsBoolean()) {
      return new VolumeFailure.OutOfSpace("no room (simulated)");
    }
    written.set((int) lba, (int) lba + bytes.remaining() / blockLength);
    try {
      file.write(bytes, lba * blockLength);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean writeRun(long lba, ByteBuffer[] sources, int count) {
    long at = lba;
    for (int i = 0; i < count; i++) {
      int length = sources[i].remaining() / blockLength;
      if (write(at, sources[i]) != null) {
        return false;
      }
      at += length;
    }
    return true;
  }

  @Override
  public @Nullable VolumeFailure sync() {
    try {
      if (durable) {
        file.sync();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable VolumeFailure clear(long lba, long count) {
    written.set((int) lba, (int) (lba + count));
    if (leavesHoles) {
      return null;
    }
    try {
      file.punchHole(lba * blockLength, count * blockLength);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
    try {
      file.read(into, lba * blockLength);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A bit of the block turns over, unseen. */
  void rot(int lba, int byteInBlock) {
    long at = (long) lba * blockLength + byteInBlock;
    ByteBuffer one = ByteBuffer.allocate(1);
    try {
      file.read(one, at);
      file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 0x10)}), at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A write to a block lands in another one, too: whether that is another content for it. */
  boolean stray(int from, int to) {
    ByteBuffer strayed = ByteBuffer.allocate(blockLength);
    ByteBuffer right = ByteBuffer.allocate(blockLength);
    try {
      file.read(strayed, (long) from * blockLength);
      file.read(right, (long) to * blockLength);
      file.write(strayed.flip(), (long) to * blockLength);
      return !strayed.flip().equals(right.flip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void allWritten() {
    written.set(0, blocks);
  }

  /** The blocks written since they were last {@link #looked}. */
  BitSet written() {
    return written;
  }

  void looked() {
    written.clear();
  }
}
