package io.sealcopy.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The random 256-bit key of one consistency group, direction and generation. Its bytes do not leave
 * this package except inside an envelope; {@link #close} overwrites them. Not safe for use by two
 * threads while one may close it.
 */
public final class GroupKey implements AutoCloseable {
  static final int BYTES = 32;

  private final byte[] bytes;
  private boolean closed;

  private GroupKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A fresh key from {@code random}. */
  public static GroupKey random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new GroupKey(bytes);
  }

  /** Takes over {@code bytes}, which the caller must not use again. */
  static GroupKey owning(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a group key has 32 bytes, not " + bytes.length);
    }
    return new GroupKey(bytes);
  }

  /** The bytes themselves, not a copy: use within the call, do not keep or change. */
  byte[] bytes() {
    if (closed) {
      throw new IllegalStateException("group key used after it was closed");
    }
    return bytes;
  }

  /** Overwrites the key; any later use stops with an {@link IllegalStateException}. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    closed = true;
  }
}
