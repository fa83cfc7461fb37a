package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a copy's blocks are. */
public interface CopyBlocks {
  /** Bytes of the longest run. */
  int MOST_IN_RUN = 2 << 20;

  /** As they come, on a volume. */
  static CopyBlocks on(Volume volume) {
    return new VolumeBlocks(volume);
  }

  /** Puts the bytes between position and limit in place; null when that succeeded. */
  @Nullable VolumeFailure write(long lba, ByteBuffer bytes);

  /**
   * Puts the first {@code count} of {@code sources} in place, one behind the other: much at once.
   * Their positions may change.
   *
   * @return false when that cannot be done, or failed; then any of it may be in place, and it is to
   *     be put there by {@link #write}, which tells why if it fails, too
   */
  default boolean writeRun(long lba, ByteBuffer[] sources, int count) {
    return false;
  }

  /** Makes the blocks read as zeros, and deallocates them where the volume can; null when done. */
  @Nullable VolumeFailure clear(long lba, long blocks);

  /** Fills {@code into}, position to limit, from block {@code lba} on; null when done. */
  @Nullable VolumeFailure read(long lba, ByteBuffer into);

  /**
   * How many of the blocks from {@code lba} on are like the first: positive when it may hold
   * anything, negative when it is deallocated and reads as zeros ({@link Volume#mappedRun}).
   */
  default long mappedRun(long lba, long blocks) {
    return blocks;
  }

  /** Returns when everything written before is on stable storage; null when it is. */
  @Nullable VolumeFailure sync();
}
