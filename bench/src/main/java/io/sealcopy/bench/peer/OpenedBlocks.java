package io.sealcopy.bench.peer;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyBlocks;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a copy receives before it goes to its place: what a remote centre that had the key
 * would have to do at the least. What it is given stays as it is. One thread at a time.
 */
final class OpenedBlocks implements CopyBlocks {
  /** So that its bytes, too, can go past the page cache. */
  private static final int PAGE = 4096;

  private final CopyBlocks place;
  private final BlockCipher cipher;
  private final ByteBuffer opened =
      ByteBuffer.allocateDirect(MOST_IN_RUN + PAGE).alignedSlice(PAGE);

  OpenedBlocks(CopyBlocks place, BlockCipher cipher) {
    this.place = place;
    this.cipher = cipher;
  }

  @Override
  public @Nullable VolumeFailure write(long lba, ByteBuffer bytes) {
    cipher.open(lba, bytes, opened.clear());
    return place.write(lba, opened.flip());
  }

  @Override
  public boolean writeRun(long lba, ByteBuffer[] sources, int count) {
    ByteBuffer[] run = new ByteBuffer[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int length = sources[i].remaining();
      run[i] = opened.slice(at, length);
      cipher.open(lba + at / cipher.blockBytes(), sources[i].duplicate(), run[i]);
      run[i].flip();
      at += length;
    }
    return place.writeRun(lba, run, count);
  }

  @Override
  public @Nullable VolumeFailure clear(long lba, long blocks) {
    return place.clear(lba, blocks);
  }

  @Override
  public @Nullable VolumeFailure read(long lba, ByteBuffer into) {
    return place.read(lba, into);
  }

  @Override
  public @Nullable VolumeFailure sync() {
    return place.sync();
  }
}
