package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.WriteStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Zeros over a range as writes of zeros, one after the other. */
final class ZeroWrites implements Completion {
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(RecordHeader.MAX_DATA).asReadOnlyBuffer();

  private final Volume volume;
  private final Completion whole;
  private long lba;
  private long left;

  ZeroWrites(Volume volume, long lba, long blocks, Completion whole) {
    this.volume = volume;
    this.lba = lba;
    this.left = blocks;
    this.whole = whole;
  }

  /** Writes the next piece, or says that all is done. */
  void next() {
    if (left == 0) {
      whole.done(null);
      return;
    }
    int blockLength = volume.geometry().blockLength();
    int blocks = (int) Math.min(left, RecordHeader.MAX_DATA / blockLength);
    WriteStream stream = volume.openWrite(lba, blocks, false);
    stream.data(0, ZEROS.duplicate().limit(blocks * blockLength));
    lba += blocks;
    left -= blocks;
    stream.finish(this);
  }

  @Override
  public void done(@Nullable VolumeFailure failure) {
    if (failure == null) {
      next();
    } else {
      whole.done(failure);
    }
  }
}
