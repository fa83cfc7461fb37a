package io.sealcopy.protocol.iscsi;

import java.nio.ByteBuffer;

/**
 * The initiator's part of a session identifier, 48 bits. RFC 7143 §11.12.5. Two ISIDs are equal
 * when all their bits are, reserved ones included: it is a name, not a number.
 *
 * @param bits the six bytes, first byte in bits 47 to 40; bits 63 to 48 are zero
 */
public record Isid(long bits) {
  /** Bytes. */
  public static final int LENGTH = 6;

  private static final long MASK = 0xffff_ffff_ffffL;

  /** Bits 47 and 46 are the type: 10b is "random". */
  private static final long TYPE_RANDOM = 0x8000_0000_0000L;

  public Isid {
    if ((bits & ~MASK) != 0) {
      throw new IllegalArgumentException("an ISID has 48 bits, not 0x%x".formatted(bits));
    }
  }

  /** An ISID of the random type: 24 bits to tell initiators apart, and a 16-bit qualifier. */
  public static Isid random(int random24, int qualifier) {
    return new Isid(TYPE_RANDOM | (random24 & 0xff_ffffL) << 16 | (qualifier & 0xffffL));
  }

  /** Reads six bytes at {@code offset} from the buffer's position. */
  public static Isid read(ByteBuffer bytes, int offset) {
    return new Isid((long) Bhs.u16(bytes, offset) << 32 | Bhs.u32(bytes, offset + 2));
  }

  /** Writes six bytes at the absolute index {@code at} of a big-endian buffer. */
  public void write(ByteBuffer target, int at) {
    target.putShort(at, (short) (bits >>> 32));
    target.putInt(at + 2, (int) bits);
  }

  /** As RFC 7143 §4.2.7.2 writes it in a port name: 0x and twelve hexadecimal digits. */
  @Override
  public String toString() {
    return "0x%012x".formatted(bits);
  }
}
