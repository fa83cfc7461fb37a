package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What the file {@code copy} says: {@code protocol/spec/copy-state.md}. */
sealed interface CopyMark {
  /** There is no such file. */
  record None() implements CopyMark {}

  /** Version 1: the copy has a journal of its own. */
  record Alone(CopyState state) implements CopyMark {}

  /** Version 2: it belongs to a group, which knows the rest. */
  record OfGroup(UUID groupId) implements CopyMark {
    byte[] encode() {
      ByteBuffer to = ByteBuffer.allocate(BYTES);
      to.putLong(CopyState.MAGIC).putShort((short) VERSION).putShort((short) 0).putInt(0);
      to.putLong(groupId.getMostSignificantBits()).putLong(groupId.getLeastSignificantBits());
      to.putInt(Crc32c.of(to.slice(0, CHECKSUM_AT)));
      return to.array();
    }
  }

  int BYTES = 36;
  int VERSION = 2;
  int CHECKSUM_AT = BYTES - Integer.BYTES;

  /**
   * Reads the file's content.
   *
   * @throws IOException when it is damaged or of an unknown version
   */
  static CopyMark decode(byte[] bytes) throws IOException {
    if (bytes.length == CopyState.BYTES) {
      return new Alone(CopyState.decode(bytes));
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES
        || from.getLong(0) != CopyState.MAGIC
        || from.getShort(8) != VERSION
        || from.getShort(10) != 0
        || from.getInt(12) != 0
        || from.getInt(CHECKSUM_AT) != Crc32c.of(from.slice(0, CHECKSUM_AT))) {
      throw new IOException("the copy's state file is damaged, or of another version");
    }
    return new OfGroup(new UUID(from.getLong(16), from.getLong(24)));
  }
}
