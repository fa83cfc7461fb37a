package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the file {@code copy} says: {@code protocol/spec/copy-state.md}. */
sealed interface CopyMark {
  /** There is no such file. */
  record None() implements CopyMark {}

  /** Version 1: the copy has a journal of its own. */
  record Alone(CopyState state) implements CopyMark {}

  /**
   * It belongs to a group, which knows the rest.
   *
   * @param incarnation of the volume that its blocks are on; null when that is not known (version
   *     2): the one that the next start meets is the right one
   */
  record OfGroup(UUID groupId, @Nullable UUID incarnation) implements CopyMark {
    byte[] encode() {
      boolean known = incarnation != null;
      ByteBuffer to = ByteBuffer.allocate(known ? BYTES : BYTES_2);
      to.putLong(CopyState.MAGIC).putShort((short) (known ? VERSION : 2));
      to.putShort((short) 0).putInt(0);
      put(to, groupId);
      if (incarnation != null) {
        put(to, incarnation);
      }
      to.putInt(Crc32c.of(to.slice(0, to.position())));
      return to.array();
    }

    private static void put(ByteBuffer to, UUID id) {
      to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
  }

  int VERSION = 3;
  int BYTES = 52;
  int BYTES_2 = 36;

  /** Whether these bytes name the group; what cannot be read names none. */
  static boolean names(byte[] bytes, UUID groupId) {
    try {
      return bytes.length > 0
          && decode(bytes) instanceof OfGroup(UUID of, UUID _)
          && of.equals(groupId);
    } catch (IOException _) {
      return false;
    }
  }

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
    int end = bytes.length - Integer.BYTES;
    if ((bytes.length != BYTES && bytes.length != BYTES_2)
        || from.getLong(0) != CopyState.MAGIC
        || from.getShort(8) != (bytes.length == BYTES ? VERSION : 2)
        || from.getShort(10) != 0
        || from.getInt(12) != 0
        || from.getInt(end) != Crc32c.of(from.slice(0, end))) {
      throw new IOException("the copy's state file is damaged, or of another version");
    }
    UUID groupId = new UUID(from.getLong(16), from.getLong(24));
    return new OfGroup(
        groupId, bytes.length == BYTES ? new UUID(from.getLong(32), from.getLong(40)) : null);
  }
}
