package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;

/** Seals the blocks of one volume, length for length. Belongs to the group thread. */
@FunctionalInterface
public interface Sealer {
  /** Of a pair that seals nothing: what crosses is the plaintext. */
  Sealer PLAIN =
      new Sealer() {
        @Override
        public void seal(long lba, ByteBuffer plain, ByteBuffer sealed) {
          sealed.put(plain);
        }

        @Override
        public boolean seals() {
          return false;
        }
      };

  /** False: what it makes of plaintext is the same, so that it may be left as it lies. */
  default boolean seals() {
    return true;
  }

  /** Seals what remains in {@code plain} into {@code sealed} and advances both positions. */
  void seal(long lba, ByteBuffer plain, ByteBuffer sealed);
}
