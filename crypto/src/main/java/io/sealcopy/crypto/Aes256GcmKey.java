package io.sealcopy.crypto;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The AES-256 key of {@link Aes256Gcm}: under one key each sequence is sealed once at most. */
public final class Aes256GcmKey {
  /** Bytes of a key. */
  public static final int BYTES = 32;

  private final SecretKey key;

  private Aes256GcmKey(SecretKey key) {
    this.key = key;
  }

  /** Copies {@code bytes}, which stay the caller's to overwrite. */
  public static Aes256GcmKey copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("aes-256-gcm needs 32 bytes of key, not " + bytes.length);
    }
    return new Aes256GcmKey(new SecretKeySpec(bytes, "AES"));
  }

  SecretKey key() {
    return key;
  }
}
