package io.sealcopy.crypto;

/**
 * One way to seal the blocks of a volume: a plug-in, found by {@link Suites}. An implementation has
 * no state; the ciphers it makes have.
 */
public interface Suite {
  /** The byte that names the suite in records and key records, 1 to 255. Never reused. */
  int id();

  /** The name in configuration, in output and in key derivation; ASCII. Never reused. */
  String suiteName();

  /** Bytes of volume key the suite needs. */
  int keyBytes();

  /**
   * A cipher for blocks of {@code blockBytes} bytes under {@code key}, which may be closed
   * afterwards.
   *
   * @throws IllegalArgumentException if the suite cannot seal blocks of that size, or the key has
   *     another length or is one that the suite must refuse
   */
  BlockCipher cipher(VolumeKey key, int blockBytes);
}
