package io.sealcopy.protocol.vendor;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads the fields of a format in their order and rejects the first that cannot be right. */
final class FieldReader {
  private final ByteBuffer from;

  private FieldReader(ByteBuffer from) {
    this.from = from;
  }

  /** Reads one format's fields; may leave bytes unread. */
  interface Body<T> {
    T read(FieldReader from) throws Reject;
  }

  /**
   * Runs {@code body} over the bytes between the buffer's position and its limit, of which there
   * must be {@code least} or more.
   */
  static <T> Decoded<T> decode(ByteBuffer bytes, int least, Body<T> body) {
    FieldReader from = new FieldReader(bytes.slice());
    try {
      if (from.from.limit() < least) {
        throw from.reject("it ends too early", from.from.limit());
      }
      return new Decoded.Valid<>(body.read(from));
    } catch (Reject reject) {
      return new Decoded.Malformed<>(reject.reason, reject.offset);
    }
  }

  Reject reject(String reason, int offset) {
    return new Reject(reason, offset);
  }

  int position() {
    return from.position();
  }

  int remaining() {
    return from.remaining();
  }

  int u8() {
    return from.get() & 0xff;
  }

  int u16() {
    return from.getShort() & 0xffff;
  }

  int i32() {
    return from.getInt();
  }

  long u32() {
    return from.getInt() & 0xffff_ffffL;
  }

  long i64() {
    return from.getLong();
  }

  long notNegative(String field) throws Reject {
    long value = from.getLong();
    if (value < 0) {
      throw reject(field + " is out of range", from.position() - Long.BYTES);
    }
    return value;
  }

  int notNegativeInt(String field) throws Reject {
    int value = from.getInt();
    if (value < 0) {
      throw reject(field + " is out of range", from.position() - Integer.BYTES);
    }
    return value;
  }

  UUID uuid() {
    return new UUID(from.getLong(), from.getLong());
  }

  KeyId keyId() {
    return KeyId.read(from);
  }

  Direction direction() throws Reject {
    return direction(u8(), from.position() - 1);
  }

  Direction direction(int code, int offset) throws Reject {
    for (Direction direction : Direction.values()) {
      if (direction.code() == code) {
        return direction;
      }
    }
    throw reject("direction is unknown", offset);
  }

  void magic(byte[] magic) throws Reject {
    for (byte expected : magic) {
      if (from.get() != expected) {
        throw reject(
            "it does not begin with " + new String(magic, StandardCharsets.US_ASCII),
            from.position() - 1);
      }
    }
  }

  void version(int known) throws Reject {
    int version = u16();
    if (version != known) {
      throw reject("version " + version + " is unknown", from.position() - Short.BYTES);
    }
  }

  /** The version, 1 to {@code newest}. */
  int versionUpTo(int newest) throws Reject {
    int version = u16();
    if (version < 1 || version > newest) {
      throw reject("version " + version + " is unknown", from.position() - Short.BYTES);
    }
    return version;
  }

  void zeros(int count) throws Reject {
    for (int i = 0; i < count; i++) {
      if (from.get() != 0) {
        throw reject("a reserved byte is not zero", from.position() - 1);
      }
    }
  }

  /** A checksum field that covers everything from {@code start} up to itself. */
  void checksum(int start) throws Reject {
    int end = from.position();
    int expected = Crc32c.of(from.slice(start, end - start));
    if (from.getInt() != expected) {
      throw reject("its checksum is wrong, it is damaged", end);
    }
  }

  String utf8(int length) throws Reject {
    int start = from.position();
    ByteBuffer text = slice(length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw reject("text is not UTF-8", start);
    }
  }

  /** The next {@code length} bytes, not copied. */
  ByteBuffer slice(int length) throws Reject {
    need(length);
    ByteBuffer slice = from.slice(from.position(), length);
    from.position(from.position() + length);
    return slice;
  }

  void need(long length) throws Reject {
    if (from.remaining() < length) {
      throw reject("it ends too early", from.limit());
    }
  }

  void end() throws Reject {
    if (from.hasRemaining()) {
      throw reject("bytes follow its end", from.position());
    }
  }

  /** Ends the pass; {@link #decode} makes a value of it. */
  static final class Reject extends Exception {
    final String reason;
    final int offset;

    Reject(String reason, int offset) {
      super(null, null, false, false);
      this.reason = reason;
      this.offset = offset;
    }
  }
}
