package io.sealcopy.protocol.unit;

import static io.sealcopy.protocol.Layouts.bytes;
import static io.sealcopy.protocol.Layouts.u16;
import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a logical unit's state as a file. The format is owned by {@code
 * protocol/spec/unit-state.md}.
 *
 * @param unit the volume's id: state of another volume is not this unit's
 * @param content at most {@link #MAX_CONTENT} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record UnitFile(UUID unit, byte[] content) {
  /** {@code SEALUNIT}. */
  public static final long MAGIC = 0x5345_414c_554e_4954L;

  /** The version that this codec writes. */
  public static final int VERSION = 1;

  public static final int MAX_CONTENT = 1 << 20;

  /** The fields before the content; a CRC32C of all before it follows the content. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("magic"),
          u16("version"),
          bytes("reserved", 2),
          u32("content length"),
          bytes("unit", 16));

  private static final int VERSION_AT = Layouts.at(LAYOUT, "version");
  private static final int LENGTH_AT = Layouts.at(LAYOUT, "content length");
  private static final int UNIT_AT = Layouts.at(LAYOUT, "unit");
  private static final int CONTENT_AT = (int) LAYOUT.byteSize();

  public UnitFile {
    if (content.length > MAX_CONTENT) {
      throw new IllegalArgumentException("state of a unit of " + content.length + " bytes");
    }
  }

  /** The bytes of the file. */
  public byte[] encode() {
    ByteBuffer file = ByteBuffer.allocate(CONTENT_AT + content.length + Integer.BYTES);
    file.putLong(MAGIC).putInt(VERSION << 16).putInt(content.length);
    file.putLong(unit.getMostSignificantBits()).putLong(unit.getLeastSignificantBits());
    file.put(content);
    file.putInt(Crc32c.of(file.array(), 0, CONTENT_AT + content.length));
    return file.array();
  }

  /** What the bytes of a file say, or null when they are not sound or of another version. */
  public static @Nullable UnitFile decode(byte[] file) {
    if (file.length < CONTENT_AT + Integer.BYTES) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int end = file.length - Integer.BYTES;
    if (bytes.getLong(0) != MAGIC
        || bytes.getInt(VERSION_AT) != VERSION << 16
        || bytes.getInt(LENGTH_AT) != end - CONTENT_AT
        || bytes.getInt(end) != Crc32c.of(file, 0, end)) {
      return null;
    }
    byte[] content = new byte[end - CONTENT_AT];
    bytes.get(CONTENT_AT, content);
    return new UnitFile(
        new UUID(bytes.getLong(UNIT_AT), bytes.getLong(UNIT_AT + Long.BYTES)), content);
  }
}
