package io.sealcopy.target.remote;

import io.sealcopy.storage.file.OutOfSpaceException;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A copy's blocks in a (simulated) file. */
record SimBlocks(StorageFile file, int blockLength) implements CopyBlocks {
  @Override
  public @Nullable VolumeFailure write(long lba, ByteBuffer bytes) {
    try {
      file.write(bytes, lba * blockLength);
      return null;
    } catch (OutOfSpaceException e) {
      return new VolumeFailure.OutOfSpace(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new VolumeFailure.WriteFailed(lba, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean writeRun(long lba, ByteBuffer[] sources, int count) {
    long at = lba;
    for (int i = 0; count > 1 && i < count; i++) {
      int length = sources[i].remaining() / blockLength;
      if (write(at, sources[i]) != null) {
        return false;
      }
      at += length;
    }
    return count > 1;
  }

  @Override
  public @Nullable VolumeFailure clear(long lba, long blocks) {
    try {
      file.punchHole(lba * blockLength, blocks * blockLength);
      return null;
    } catch (IOException e) {
      return new VolumeFailure.WriteFailed(lba, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
    try {
      file.read(into, lba * blockLength);
      return null;
    } catch (IOException e) {
      return new VolumeFailure.ReadFailed(lba, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public @Nullable VolumeFailure sync() {
    try {
      file.sync();
      return null;
    } catch (IOException e) {
      return new VolumeFailure.WriteFailed(0, String.valueOf(e.getMessage()));
    }
  }
}
