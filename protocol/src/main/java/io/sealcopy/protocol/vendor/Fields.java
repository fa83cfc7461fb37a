package io.sealcopy.protocol.vendor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.BIG_ENDIAN;

import io.sealcopy.protocol.Crc32c;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The words in which the vendor formats describe and write their fields. */
final class Fields {
  private Fields() {}

  static StructLayout struct(MemoryLayout... fields) {
    return MemoryLayout.structLayout(fields);
  }

  static MemoryLayout bytes(int length, String name) {
    return MemoryLayout.sequenceLayout(length, JAVA_BYTE).withName(name);
  }

  static MemoryLayout reserved(int length) {
    return MemoryLayout.paddingLayout(length).withName("reserved");
  }

  static MemoryLayout number(int length, String name) {
    return switch (length) {
      case 1 -> JAVA_BYTE.withName(name);
      case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      case 4 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      case 8 -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN).withName(name);
      default -> throw new IllegalArgumentException("no number has " + length + " bytes");
    };
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void putUuid(ByteBuffer to, UUID id) {
    to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  /** Appends the CRC32C of everything from index {@code start} up to the buffer's position. */
  static void putChecksum(ByteBuffer to, int start) {
    to.putInt(Crc32c.of(to.slice(start, to.position() - start)));
  }

  static void requireNotNegative(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(field + " out of range: " + value);
    }
  }
}
