package io.sealcopy.protocol.ring;

import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import io.sealcopy.protocol.record.RecordHeader;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before every record in a ring. The format is owned by {@code protocol/spec/ring.md}.
 *
 * @param ringId the random id of this ring
 * @param position where the frame stands, in bytes since the ring began; only grows
 * @param sequence the record's; of the next record in a filler
 * @param synced the last sequence known durable when this was appended
 * @param opening how often the ring had been opened
 * @param length bytes of the record; 0 in a filler, which skips the rest of the lap
 */
public record RingFrame(
    long ringId, long position, long sequence, long synced, int opening, int length) {
  /** Bytes of a frame. */
  public static final int LENGTH = 48;

  /** Frames stand at multiples of this. */
  public static final int ALIGNMENT = 8;

  /** Every field and its place. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("ring id"),
          u64("position"),
          u64("sequence"),
          u64("synced sequence"),
          u32("opening"),
          u32("record length"),
          u32("reserved"),
          u32("checksum"));

  private static final int POSITION_AT = at("position");
  private static final int SEQUENCE_AT = at("sequence");
  private static final int SYNCED_AT = at("synced sequence");
  private static final int OPENING_AT = at("opening");
  private static final int LENGTH_AT = at("record length");
  private static final int RESERVED_AT = at("reserved");
  private static final int CHECKSUM_AT = at("checksum");

  /** Whether the rest of the lap is skipped. */
  public boolean isFiller() {
    return length == 0;
  }

  /** Where whatever follows the record stands, before the end of the lap is taken into account. */
  public long end() {
    return position + span(length);
  }

  /** Bytes that a record of {@code length} bytes takes with its frame and alignment. */
  public static int span(int length) {
    return (LENGTH + length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Writes a frame at {@code offset}, without allocating; position and limit are the caller's to
   * set again.
   */
  public static void encode(
      ByteBuffer to,
      int offset,
      long ringId,
      long position,
      long sequence,
      long synced,
      int opening,
      int length) {
    to.putLong(offset, ringId);
    to.putLong(offset + POSITION_AT, position);
    to.putLong(offset + SEQUENCE_AT, sequence);
    to.putLong(offset + SYNCED_AT, synced);
    to.putInt(offset + OPENING_AT, opening);
    to.putInt(offset + LENGTH_AT, length);
    to.putInt(offset + RESERVED_AT, 0);
    CRC32C checksum = new CRC32C();
    checksum.update(to.limit(offset + CHECKSUM_AT).position(offset));
    to.clear().putInt(offset + CHECKSUM_AT, (int) checksum.getValue());
  }

  /**
   * The frame at {@code offset}, or null when there is none of ring {@code ringId} that belongs to
   * {@code position}: older laps, other rings and damage look alike here.
   */
  public static @Nullable RingFrame decode(
      ByteBuffer from, int offset, long ringId, long position) {
    if (from.limit() - offset < LENGTH
        || from.getLong(offset) != ringId
        || from.getLong(offset + POSITION_AT) != position
        || from.getInt(offset + CHECKSUM_AT) != Crc32c.of(from, offset, CHECKSUM_AT)) {
      return null;
    }
    int length = from.getInt(offset + LENGTH_AT);
    boolean sound =
        length == 0 || (length >= RecordHeader.LENGTH && length <= RecordHeader.MAX_RECORD);
    if (!sound || from.getInt(offset + RESERVED_AT) != 0) {
      return null;
    }
    return new RingFrame(
        ringId,
        position,
        from.getLong(offset + SEQUENCE_AT),
        from.getLong(offset + SYNCED_AT),
        from.getInt(offset + OPENING_AT),
        length);
  }

  private static int at(String field) {
    return Layouts.at(LAYOUT, field);
  }
}
