package io.sealcopy.protocol.activity;

import static io.sealcopy.protocol.Layouts.bytes;
import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * 512 bytes of an activity log: one bit for each of {@link #REGIONS} regions. In memory 64 regions
 * are a long, the first one its least significant bit. The format is owned by {@code
 * protocol/spec/activity-log.md}.
 */
public final class ActivitySector {
  /** Bytes of a sector. */
  public static final int LENGTH = 512;

  /** Longs of bits in a sector. */
  public static final int LONGS = 62;

  /** Regions that a sector covers. */
  public static final int REGIONS = LONGS * Long.SIZE;

  /** Every field and its place. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("log id"),
          u32("sector number"),
          bytes("bits", LONGS * (long) Long.BYTES),
          u32("checksum"));

  private static final int NUMBER_AT = Layouts.at(LAYOUT, "sector number");
  private static final int BITS_AT = Layouts.at(LAYOUT, "bits");
  private static final int CHECKSUM_AT = Layouts.at(LAYOUT, "checksum");

  private ActivitySector() {}

  /** Writes a sector at {@code offset}: the bits are {@link #LONGS} longs from {@code from}. */
  public static void encode(
      ByteBuffer to, int offset, long logId, int number, long[] bits, int from) {
    to.putLong(offset, logId);
    to.putInt(offset + NUMBER_AT, number);
    for (int i = 0; i < LONGS; i++) {
      to.putLong(offset + BITS_AT + i * Long.BYTES, Long.reverseBytes(bits[from + i]));
    }
    to.putInt(offset + CHECKSUM_AT, Crc32c.of(to, offset, CHECKSUM_AT));
  }

  /**
   * Reads the sector at {@code offset} into {@link #LONGS} longs from {@code to}; false, with the
   * bits unchanged, when it is not the sound sector {@code number} of log {@code logId}.
   */
  public static boolean decode(
      ByteBuffer from, int offset, long logId, int number, long[] bits, int to) {
    if (from.limit() - offset < LENGTH
        || from.getLong(offset) != logId
        || from.getInt(offset + NUMBER_AT) != number
        || from.getInt(offset + CHECKSUM_AT) != Crc32c.of(from, offset, CHECKSUM_AT)) {
      return false;
    }
    for (int i = 0; i < LONGS; i++) {
      bits[to + i] = Long.reverseBytes(from.getLong(offset + BITS_AT + i * Long.BYTES));
    }
    return true;
  }
}
