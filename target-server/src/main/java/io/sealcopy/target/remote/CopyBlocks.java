package io.sealcopy.target.remote;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a copy's blocks are. */
public interface CopyBlocks {
  /** As they come, on a volume. */
  static CopyBlocks on(Volume volume) {
    return new VolumeBlocks(volume);
  }

  /** Puts the bytes between position and limit in place; null when that succeeded. */
  @Nullable VolumeFailure write(long lba, ByteBuffer bytes);

  /** Returns when everything written before is on stable storage; null when it is. */
  @Nullable VolumeFailure sync();
}
