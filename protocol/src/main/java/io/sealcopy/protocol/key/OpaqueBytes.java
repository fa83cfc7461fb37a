package io.sealcopy.protocol.key;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that a key record carries and does not look into: a CMS envelope, a certificate, a
 * signature. Immutable, compared by content; the text form tells the length only.
 */
public final class OpaqueBytes {
  private final byte[] bytes;

  private OpaqueBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A copy of {@code bytes}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static OpaqueBytes copyOf(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an envelope, certificate or signature is never empty");
    }
    return new OpaqueBytes(bytes.clone());
  }

  /** Reads {@code length} bytes at the buffer's position and advances it. */
  static OpaqueBytes read(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new OpaqueBytes(bytes);
  }

  /** Writes all bytes at the buffer's position and advances it. */
  void write(ByteBuffer to) {
    to.put(bytes);
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpaqueBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
