package io.sealcopy.protocol.key;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 value: the fingerprint of a certificate (over its DER form) or the hash that chains key
 * records. Immutable; the text form is {@code sha256:} and 64 hexadecimal digits.
 */
public final class Sha256 {
  /** Bytes in the encoded form. */
  public static final int BYTES = 32;

  /** 32 zero bytes: "there is no previous key record". */
  public static final Sha256 NONE = new Sha256(new byte[BYTES]);

  private static final String PREFIX = "sha256:";

  private final byte[] value;

  private Sha256(byte[] value) {
    this.value = value;
  }

  /** The hash of {@code bytes}. */
  public static Sha256 hashOf(byte[] bytes) {
    return hashOf(ByteBuffer.wrap(bytes));
  }

  /** The hash of what is between position and limit, which do not change. */
  public static Sha256 hashOf(ByteBuffer bytes) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(bytes.duplicate());
      return new Sha256(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256, this one has not", e);
    }
  }

  /** Reads {@link #BYTES} bytes at the buffer's position and advances it. */
  public static Sha256 read(ByteBuffer from) {
    byte[] value = new byte[BYTES];
    from.get(value);
    return new Sha256(value);
  }

  /** Writes {@link #BYTES} bytes at the buffer's position and advances it. */
  public void write(ByteBuffer to) {
    to.put(value);
  }

  /**
   * Parses a fingerprint as people hand it on: {@code sha256:} is optional, digits may be of either
   * case and, as OpenSSL prints them, separated by colons.
   *
   * @throws IllegalArgumentException if what remains is not 64 hexadecimal digits
   */
  public static Sha256 parse(String text) {
    String bare = text.strip();
    if (bare.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      bare = bare.substring(PREFIX.length());
    }
    bare = bare.replace(":", "");
    if (bare.length() != 2 * BYTES || !bare.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "a fingerprint is sha256: and 64 hexadecimal digits, not: " + text);
    }
    return new Sha256(HexFormat.of().parseHex(bare));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return PREFIX + HexFormat.of().formatHex(value);
  }
}
