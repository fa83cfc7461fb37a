package io.sealcopy.crypto;

import java.nio.ByteBuffer;

/**
 * Seals and opens whole blocks of one volume, length for length. The position of a block enters its
 * sealing, so that equal blocks at different addresses seal differently. An instance belongs to one
 * thread at a time, is meant to be kept, and allocates nothing per call.
 *
 * <p>Buffers may be direct or on the heap. Source and destination may be the same bytes (the same
 * buffer, or a duplicate at the same position); any other overlap gives wrong results.
 */
public interface BlockCipher {
  /** The size of a block in bytes. */
  int blockBytes();

  /**
   * Seals what remains in {@code plaintext} into {@code ciphertext} and advances both positions.
   *
   * @param lba address of the first block, unsigned
   * @throws IllegalArgumentException if the bytes are no whole blocks or do not fit
   */
  void seal(long lba, ByteBuffer plaintext, ByteBuffer ciphertext);

  /**
   * Opens what remains in {@code ciphertext} into {@code plaintext} and advances both positions.
   *
   * @param lba address of the first block, unsigned
   * @throws IllegalArgumentException if the bytes are no whole blocks or do not fit
   */
  void open(long lba, ByteBuffer ciphertext, ByteBuffer plaintext);
}
