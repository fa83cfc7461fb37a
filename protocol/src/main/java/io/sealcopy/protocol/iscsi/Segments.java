package io.sealcopy.protocol.iscsi;

import io.sealcopy.protocol.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Arithmetic of padding and digests, shared by both ends. RFC 7143 §11.2. */
public final class Segments {
  /** Bytes of a header or data digest. */
  public static final int DIGEST_LENGTH = 4;

  private static final byte[] PADDING = new byte[3];

  private Segments() {}

  /** Zero bytes that follow a segment of this length, 0 to 3. RFC 7143 §11.2.3. */
  public static int padding(int length) {
    return -length & 3;
  }

  /** The length with padding. */
  public static int padded(int length) {
    return length + 3 & ~3;
  }

  /** Bytes that follow BHS, AHS and header digest: data, padding, and digest if there is data. */
  public static int dataBytesOnWire(int dataSegmentLength, boolean dataDigest) {
    // A data digest exists only with a data segment: RFC 7143 §11.2.3.
    return padded(dataSegmentLength) + (dataDigest && dataSegmentLength > 0 ? DIGEST_LENGTH : 0);
  }

  /**
   * The data digest over the remaining bytes of {@code data} and the zero padding after them; the
   * position is unchanged. A sender's: a receiver checks the padding bytes that came.
   */
  public static int dataDigest(ByteBuffer data) {
    int padding = padding(data.remaining());
    if (padding == 0) {
      return Crc32c.of(data);
    }
    CRC32C crc = new CRC32C();
    crc.update(data.duplicate());
    crc.update(PADDING, 0, padding);
    return (int) crc.getValue();
  }

  /** Appends a digest: the CRC's least significant byte goes first. RFC 7143 §13.1. */
  public static void putDigest(ByteBuffer target, int digest) {
    target.putInt(target.order() == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(digest) : digest);
  }

  /** Reads the digest at the buffer's position and moves behind it. */
  public static int getDigest(ByteBuffer source) {
    int raw = source.getInt();
    return source.order() == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(raw) : raw;
  }
}
