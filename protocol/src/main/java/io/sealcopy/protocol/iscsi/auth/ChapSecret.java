package io.sealcopy.protocol.iscsi.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A CHAP secret. Its bytes leave this class only into a hash. */
public final class ChapSecret implements AutoCloseable {
  /** RFC 7143 §12.1.3: a secret shorter than 96 bits must not be used without IPsec. */
  public static final int MIN_LENGTH = 12;

  private final byte[] bytes;

  private ChapSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy; the caller wipes its own. */
  public static ChapSecret of(byte[] bytes) {
    return new ChapSecret(bytes.clone());
  }

  public static ChapSecret of(String text) {
    return new ChapSecret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes; below {@link #MIN_LENGTH} the owner is to be warned. */
  public int length() {
    return bytes.length;
  }

  void update(MessageDigest digest) {
    digest.update(bytes);
  }

  /** In a time that does not depend on where they differ. */
  boolean sameAs(ChapSecret other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  /** Wipes the bytes; the secret must not be used afterwards. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "ChapSecret[hidden]";
  }
}
