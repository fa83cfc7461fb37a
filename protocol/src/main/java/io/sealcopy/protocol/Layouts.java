package io.sealcopy.protocol;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The fields that formats are made of: big-endian, unaligned, named as on their spec page. */
public final class Layouts {
  private Layouts() {}

  /** A byte. */
  public static MemoryLayout u8(String name) {
    return ValueLayout.JAVA_BYTE.withName(name);
  }

  /** Two bytes, big-endian. */
  public static MemoryLayout u16(String name) {
    return ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).withName(name);
  }

  /** Four bytes, big-endian. */
  public static MemoryLayout u32(String name) {
    return ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).withName(name);
  }

  /** Eight bytes, big-endian. */
  public static MemoryLayout u64(String name) {
    return ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).withName(name);
  }

  /** {@code length} bytes. */
  public static MemoryLayout bytes(String name, long length) {
    return MemoryLayout.sequenceLayout(length, ValueLayout.JAVA_BYTE).withName(name);
  }

  /** Where {@code field} begins, in bytes from the start of {@code layout}. */
  public static int at(StructLayout layout, String field) {
    return (int) layout.byteOffset(groupElement(field));
  }
}
