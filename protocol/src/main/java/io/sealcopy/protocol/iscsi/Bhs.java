package io.sealcopy.protocol.iscsi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The basic header segment: the 48 bytes every PDU starts with, and its common fields. RFC 7143
 * §11.2.1.
 *
 * <p>Reads are absolute, relative to the position of the buffer, and big-endian whatever the
 * buffer's order. They throw {@link IndexOutOfBoundsException} when fewer than 48 bytes remain: the
 * framing cuts headers, so that is a broken invariant, not bad input.
 */
public final class Bhs {
  /** Bytes. */
  public static final int LENGTH = 48;

  public static final int OPCODE_MASK = 0x3f;

  /** The I bit, in the opcode's byte. */
  public static final int IMMEDIATE = 0x40;

  /** The F bit (T in a login PDU), in the flags byte. */
  public static final int FINAL = 0x80;

  public static final int FLAGS = 1;
  public static final int TOTAL_AHS_LENGTH = 4;
  public static final int DATA_SEGMENT_LENGTH = 5;
  public static final int LUN = 8;
  public static final int INITIATOR_TASK_TAG = 16;

  /** The largest data segment a header can announce, in bytes. */
  public static final int MAX_DATA_SEGMENT_LENGTH = (1 << 24) - 1;

  private static final VarHandle SHORTS =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bhs() {}

  public static int opcode(ByteBuffer bhs) {
    return bhs.get(bhs.position()) & OPCODE_MASK;
  }

  public static boolean immediate(ByteBuffer bhs) {
    return (bhs.get(bhs.position()) & IMMEDIATE) != 0;
  }

  /** Length of all additional header segments in four-byte words, 0 to 255. */
  public static int totalAhsLength(ByteBuffer bhs) {
    return u8(bhs, TOTAL_AHS_LENGTH);
  }

  /** Length of all additional header segments in bytes, 0 to 1020. */
  public static int ahsBytes(ByteBuffer bhs) {
    return totalAhsLength(bhs) * 4;
  }

  /** Bytes of data, without padding: 0 to 2^24 - 1. */
  public static int dataSegmentLength(ByteBuffer bhs) {
    return int32(bhs, TOTAL_AHS_LENGTH) & MAX_DATA_SEGMENT_LENGTH;
  }

  public static int u8(ByteBuffer bhs, int offset) {
    return bhs.get(bhs.position() + offset) & 0xff;
  }

  public static int u16(ByteBuffer bhs, int offset) {
    return (short) SHORTS.get(bhs, bhs.position() + offset) & 0xffff;
  }

  public static int int32(ByteBuffer bhs, int offset) {
    return (int) INTS.get(bhs, bhs.position() + offset);
  }

  public static long u32(ByteBuffer bhs, int offset) {
    return int32(bhs, offset) & 0xffff_ffffL;
  }

  public static long int64(ByteBuffer bhs, int offset) {
    return (long) LONGS.get(bhs, bhs.position() + offset);
  }

  /**
   * Starts a header at the position of {@code target}: clears 48 bytes, writes the first eight and
   * moves the position behind the header.
   *
   * @param firstByte opcode and I bit
   * @param totalAhsLength four-byte words, 0 to 255
   * @return where the header starts, for absolute writes of the other fields
   * @throws IllegalArgumentException if a length does not fit or the buffer is little-endian
   */
  public static int begin(
      ByteBuffer target, int firstByte, int flags, int totalAhsLength, int dataSegmentLength) {
    if (target.order() != ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException("a PDU header needs a big-endian buffer");
    }
    if ((totalAhsLength & ~0xff) != 0 || (dataSegmentLength & ~MAX_DATA_SEGMENT_LENGTH) != 0) {
      throw new IllegalArgumentException(
          "no header can announce %d words of AHS and %d bytes of data"
              .formatted(totalAhsLength, dataSegmentLength));
    }
    int at = target.position();
    target.position(at + LENGTH);
    for (int i = 8; i < LENGTH; i += 8) {
      target.putLong(at + i, 0);
    }
    target.putInt(at, (firstByte & 0xff) << 24 | (flags & 0xff) << 16);
    target.putInt(at + TOTAL_AHS_LENGTH, totalAhsLength << 24 | dataSegmentLength);
    return at;
  }
}
