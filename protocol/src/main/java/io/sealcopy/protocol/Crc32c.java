package io.sealcopy.protocol;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C (Castagnoli), the checksum of iSCSI digests (RFC 7143 §13.1) and of every Sealcopy format.
 * Stateless; each call uses a checksum object of its own.
 */
public final class Crc32c {
  private Crc32c() {}

  /** The checksum of the bytes between position and limit; the buffer's position is unchanged. */
  public static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /** The checksum of {@code length} bytes from {@code offset}; the buffer is unchanged. */
  public static int of(ByteBuffer bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(offset, length));
    return (int) crc.getValue();
  }

  /** The checksum of {@code length} bytes of {@code bytes} from {@code offset}. */
  public static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
