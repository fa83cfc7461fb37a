package io.sealcopy.storage.volume;

/**
 * A volume's shape: {@code blockLength} bytes per logical block (512 or 4096), {@code blockCount}
 * logical blocks.
 */
public record VolumeGeometry(int blockLength, long blockCount) {
  public VolumeGeometry {
    if (blockLength != 512 && blockLength != 4096) {
      throw new IllegalArgumentException("block length must be 512 or 4096, not " + blockLength);
    }
    if (blockCount <= 0 || blockCount > Long.MAX_VALUE / blockLength) {
      throw new IllegalArgumentException("block count out of range: " + blockCount);
    }
  }

  /** The volume's size in bytes. */
  public long byteCount() {
    return blockCount * blockLength;
  }

  /** Whether blocks {@code lba} up to {@code lba + blocks} all exist (unsigned arithmetic safe). */
  public boolean contains(long lba, long blocks) {
    return lba >= 0 && blocks >= 0 && lba <= blockCount && blocks <= blockCount - lba;
  }
}
