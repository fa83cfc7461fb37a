package io.sealcopy.protocol.key;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name of one group key: 128 random bits, big-endian. Not a secret; generation numbers are for
 * people, this is what records and tables refer to.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record KeyId(long high, long low) {
  /** Bytes in the encoded form. */
  public static final int BYTES = 16;

  /** A new name; {@code random} must be a source that never repeats, such as SecureRandom. */
  public static KeyId random(RandomGenerator random) {
    return new KeyId(random.nextLong(), random.nextLong());
  }

  /** Reads {@link #BYTES} bytes at the buffer's position and advances it. */
  public static KeyId read(ByteBuffer from) {
    return new KeyId(bigEndianLong(from), bigEndianLong(from));
  }

  /** Writes {@link #BYTES} bytes at the buffer's position and advances it. */
  public void write(ByteBuffer to) {
    putBigEndianLong(to, high);
    putBigEndianLong(to, low);
  }

  /**
   * Parses the 32 hexadecimal digits of {@link #toString}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static KeyId parse(String text) {
    if (text.length() != 2 * BYTES) {
      throw new IllegalArgumentException("a key id has 32 hexadecimal digits, not: " + text);
    }
    return read(ByteBuffer.wrap(HexFormat.of().parseHex(text)));
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  /** The same bytes whatever order the caller's buffer is set to. */
  private static long bigEndianLong(ByteBuffer from) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (from.get() & 0xff);
    }
    return value;
  }

  private static void putBigEndianLong(ByteBuffer to, long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      to.put((byte) (value >>> shift));
    }
  }
}
