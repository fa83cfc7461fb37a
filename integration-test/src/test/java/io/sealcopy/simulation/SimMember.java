package io.sealcopy.simulation;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.util.UUID;

/**
 * One volume of the group, at both centres. What the simulation remembers of blocks is numbered
 * through all volumes.
 *
 * @param first the number of its first block
 * @param firstRegion the number of its first region in the activity log
 * @param chunkBlocks the most blocks of one record
 * @param cipher under the group's key
 */
record SimMember(
    int index,
    UUID volumeId,
    VolumeGeometry geometry,
    int first,
    int firstRegion,
    int chunkBlocks,
    BlockCipher cipher) {
  /** The same volume under another name and key. */
  SimMember with(UUID otherId, BlockCipher otherCipher) {
    return new SimMember(index, otherId, geometry, first, firstRegion, chunkBlocks, otherCipher);
  }

  /** Of its file, at either centre. */
  String file() {
    return "volume-" + index;
  }

  /** Of its copy at the remote. */
  String copy() {
    return "copy-" + index;
  }

  int blockLength() {
    return geometry.blockLength();
  }

  int blocks() {
    return (int) geometry.blockCount();
  }

  /** The number of the block after its last. */
  int end() {
    return first + blocks();
  }

  /** Whether the block with this number is one of its own. */
  boolean has(int block) {
    return first <= block && block < end();
  }
}
