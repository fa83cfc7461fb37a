package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;

/** Seals the blocks of one volume, length for length. Belongs to the group thread. */
@FunctionalInterface
public interface Sealer {
  /** Seals what remains in {@code plain} into {@code sealed} and advances both positions. */
  void seal(long lba, ByteBuffer plain, ByteBuffer sealed);
}
