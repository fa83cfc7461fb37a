package io.sealcopy.bench.peer;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.remote.CopyBlocks;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a copy receives before it goes to its place: what a remote centre that had the key
 * would have to do at the least. What it is given stays as it is. One thread at a time.
 */
final class OpenedBlocks implements CopyBlocks {
  private final CopyBlocks place;
  private final BlockCipher cipher;
  private final ByteBuffer opened = ByteBuffer.allocateDirect(RecordHeader.MAX_DATA);

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
  public @Nullable VolumeFailure sync() {
    return place.sync();
  }
}
