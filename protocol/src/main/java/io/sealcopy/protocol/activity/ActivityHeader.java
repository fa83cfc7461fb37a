package io.sealcopy.protocol.activity;

import static io.sealcopy.protocol.Layouts.bytes;
import static io.sealcopy.protocol.Layouts.u16;
import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first page of an activity log, written once. The format is owned by {@code
 * protocol/spec/activity-log.md}.
 *
 * @param logId random when the log is made
 * @param regions how many regions the volume has
 */
public record ActivityHeader(long logId, int regions) {
  /** {@code SEALACT1}. */
  public static final long MAGIC = 0x5345_414c_4143_5431L;

  /** The version that this codec writes. */
  public static final int VERSION = 1;

  /** Every field and its place. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("magic"),
          u16("version"),
          bytes("reserved", 6),
          u64("log id"),
          u32("regions"),
          u32("checksum"));

  private static final int VERSION_AT = at("version");
  private static final int RESERVED_AT = at("reserved");
  private static final int LOG_ID_AT = at("log id");
  private static final int REGIONS_AT = at("regions");
  private static final int CHECKSUM_AT = at("checksum");

  /** Writes the fields at {@code offset}. */
  public void encode(ByteBuffer to, int offset) {
    to.putLong(offset, MAGIC);
    to.putLong(offset + VERSION_AT, (long) VERSION << 48);
    to.putLong(offset + LOG_ID_AT, logId);
    to.putInt(offset + REGIONS_AT, regions);
    to.putInt(offset + CHECKSUM_AT, Crc32c.of(to, offset, CHECKSUM_AT));
  }

  /** The header at {@code offset}, or null when there is no sound one of this version. */
  public static @Nullable ActivityHeader decode(ByteBuffer from, int offset) {
    if (from.limit() - offset < LAYOUT.byteSize()
        || from.getLong(offset) != MAGIC
        || from.getShort(offset + VERSION_AT) != VERSION
        || from.getInt(offset + CHECKSUM_AT) != Crc32c.of(from, offset, CHECKSUM_AT)
        || from.getShort(offset + RESERVED_AT) != 0
        || from.getInt(offset + RESERVED_AT + 2) != 0
        || from.getInt(offset + REGIONS_AT) <= 0) {
      return null;
    }
    return new ActivityHeader(from.getLong(offset + LOG_ID_AT), from.getInt(offset + REGIONS_AT));
  }

  private static int at(String field) {
    return Layouts.at(LAYOUT, field);
  }
}
