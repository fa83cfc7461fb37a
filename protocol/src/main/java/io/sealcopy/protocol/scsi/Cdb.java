package io.sealcopy.protocol.scsi;

import io.sealcopy.protocol.iscsi.Bhs;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A command descriptor block of up to 16 bytes, shorter ones padded with zeros as in a SCSI Command
 * PDU. Held as two numbers, so that decoding a command allocates no array.
 *
 * @param high bytes 0 to 7, big-endian
 * @param low bytes 8 to 15, big-endian
 */
public record Cdb(long high, long low) {
  /** Bytes. */
  public static final int LENGTH = 16;

  /** Reads 16 bytes at {@code offset} from the buffer's position. */
  public static Cdb read(ByteBuffer bytes, int offset) {
    return new Cdb(Bhs.int64(bytes, offset), Bhs.int64(bytes, offset + 8));
  }

  /**
   * A CDB from its bytes, zero-padded.
   *
   * @throws IllegalArgumentException if there are more than 16
   */
  public static Cdb of(byte... bytes) {
    if (bytes.length > LENGTH) {
      throw new IllegalArgumentException("a CDB of " + bytes.length + " bytes is extended");
    }
    ByteBuffer padded = ByteBuffer.allocate(LENGTH).put(bytes);
    return read(padded.rewind(), 0);
  }

  /** Writes 16 bytes at the absolute index {@code at} of a big-endian buffer. */
  public void write(ByteBuffer target, int at) {
    target.putLong(at, high);
    target.putLong(at + 8, low);
  }

  /** The operation code, 0 to 255. */
  public int operationCode() {
    return (int) (high >>> 56);
  }

  /** The service action of the 16-byte and maintenance forms: byte 1, bits 4 to 0. */
  public int serviceAction() {
    return u8(1) & 0x1f;
  }

  /** The byte at {@code offset}, 0 to 255. */
  public int u8(int offset) {
    return (int) (at(offset) >>> 56);
  }

  public int u16(int offset) {
    return (int) (at(offset) >>> 48);
  }

  public int u24(int offset) {
    return (int) (at(offset) >>> 40);
  }

  public long u32(int offset) {
    return at(offset) >>> 32;
  }

  /** Eight bytes at {@code offset}, 0 to 8, as they are: an LBA above 2^63 is negative. */
  public long u64(int offset) {
    return at(offset);
  }

  /** Whether the bit under {@code mask} of the byte at {@code offset} is set. */
  public boolean bit(int offset, int mask) {
    return (u8(offset) & mask) != 0;
  }

  /** Eight bytes from {@code offset} on, zeros behind the end. */
  private long at(int offset) {
    if (offset < 0 || offset >= LENGTH) {
      throw new IndexOutOfBoundsException("byte " + offset + " of a CDB");
    }
    if (offset >= 8) {
      return low << ((offset - 8) * 8);
    }
    return offset == 0 ? high : (high << (offset * 8)) | (low >>> ((8 - offset) * 8));
  }

  /** All 16 bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
