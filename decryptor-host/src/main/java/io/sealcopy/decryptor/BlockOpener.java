package io.sealcopy.decryptor;

import java.nio.ByteBuffer;

/** Turns ciphertext of the copy's volume into plaintext. Used by one thread. */
public interface BlockOpener {
  /** Whether the key of this generation is at hand. */
  boolean knows(int generation);

  /**
   * Opens whole blocks in place, from {@code bytes}' position to its limit.
   *
   * @param lba the first block's address: the tweak depends on it
   */
  void open(int generation, long lba, ByteBuffer bytes);
}
