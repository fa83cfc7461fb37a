package io.sealcopy.storage.volume;

import java.nio.ByteBuffer;

/**
 * A linear array of logical blocks, as the commands of one nexus see it.
 *
 * <p>A paired volume, a sealed copy and a LUN of another target are volumes too: whoever stands
 * between commands and blocks does so by wrapping a volume, and one volume may show a different
 * view to each nexus. Callers have checked ranges against {@link #geometry()}; every method may be
 * called from any thread and may complete on the calling thread before it returns, or later on
 * another. Implementations that can block on something slower than the page cache must complete
 * later. Overlapping changes in flight at the same time are applied in some order, each whole block
 * being one of them.
 */
public interface Volume extends AutoCloseable {
  VolumeGeometry geometry();

  /** What is true of this volume for as long as it is open: identity and promises. */
  VolumeTraits traits();

  /**
   * Reads {@code destination.remaining()} bytes, a multiple of the block length, from block {@code
   * lba}. The buffer's position is at its limit when the read is complete.
   */
  void read(long lba, ByteBuffer destination, Completion completion);

  /**
   * Begins a write of {@code blocks} blocks at {@code lba}. With {@code forceUnitAccess} the
   * completion means stable storage (SBC-3 §5.29, FUA).
   */
  WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess);

  /**
   * Writes the first {@code count} of {@code sources}, whole blocks one behind the other, from
   * block {@code lba} on, without the page cache: for much at once that will hardly be read soon.
   * Waits for the disk.
   *
   * @return false when that cannot be done with them here, or failed: then they are to be written
   *     by {@link #openWrite}, and their positions are as before
   */
  default boolean writePastCache(long lba, ByteBuffer[] sources, int count) {
    return false;
  }

  /** Bytes of the longest {@link #writeAtomic}; 0 where there is none. */
  default int atomicBytes() {
    return 0;
  }

  /**
   * Writes {@code data}, position to limit, at most {@link #atomicBytes} bytes, to stable storage,
   * all of it or nothing, whatever fails on the way. Reads that overlap it may see a part of it:
   * who calls keeps them away. The buffer is the volume's until completion.
   */
  default void writeAtomic(long lba, ByteBuffer data, Completion completion) {
    throw new UnsupportedOperationException("no atomic writes to this volume");
  }

  /** Makes {@code blocks} blocks read as zeros; allocated space may stay allocated. */
  void zero(long lba, long blocks, Completion completion);

  /** Deallocates {@code blocks} blocks; they read as zeros afterwards (SBC-3 §4.7.3.4, LBPRZ). */
  void unmap(long lba, long blocks, Completion completion);

  /** Completes when everything completed before the call is on stable storage. */
  void flush(Completion completion);

  /**
   * How many of the {@code blocks} blocks from {@code lba} on share the first one's provisioning
   * status: positive when mapped, negative when deallocated. Never zero. May be approximate in
   * favour of "mapped".
   */
  long mappedRun(long lba, long blocks);

  /** Releases the volume's resources. Nothing may be in flight. */
  @Override
  void close();
}
