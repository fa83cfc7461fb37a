package io.sealcopy.replicator.pair;

import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeGeometry;

/** One volume of a group: the P-VOL, what seals it, and which regions of the group are its own. */
public final class GroupMember {
  /**
   * What makes a member.
   *
   * @param name of the volume, in messages
   * @param volume the P-VOL; stays the caller's
   * @param sealer under the group's key
   */
  public record Part(String name, Volume volume, Sealer sealer) {}

  final int index;
  final String name;
  final Volume volume;
  final Sealer sealer;

  /** False: what is journalled is the plaintext as it lies. */
  final boolean seals;

  final int blockLength;
  final long blockCount;

  /** Blocks of the largest WRITE. */
  final int blocksPerWrite;

  /** The region that its first block is in; the regions of the next member follow its last. */
  final int firstRegion;

  final int regionCount;
  private final int blocksPerRegion;

  GroupMember(GroupParameters parameters, int index, int firstRegion, Part part) {
    VolumeGeometry geometry = part.volume.geometry();
    this.index = index;
    this.name = part.name;
    this.volume = part.volume;
    this.sealer = part.sealer;
    this.seals = part.sealer.seals();
    this.blockLength = geometry.blockLength();
    this.blockCount = geometry.blockCount();
    this.blocksPerWrite = parameters.chunkBytes() / blockLength;
    this.blocksPerRegion = parameters.regionBytes() / blockLength;
    this.firstRegion = firstRegion;
    this.regionCount = parameters.regionCount(geometry);
  }

  /** The region that holds {@code lba}. */
  int regionOf(long lba) {
    return firstRegion + (int) (lba / blocksPerRegion);
  }

  /** The last region of a range; a range of no block counts as one. */
  int lastRegion(long lba, long blocks) {
    return regionOf(lba + Math.max(blocks, 1) - 1);
  }

  /** The first block of one of its regions. */
  long firstBlock(int region) {
    return (long) (region - firstRegion) * blocksPerRegion;
  }

  /** The block after the last of one of its regions. */
  long endBlock(int region) {
    return Math.min(firstBlock(region) + blocksPerRegion, blockCount);
  }
}
