package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a copy with a journal of its own remembered: version 1 of {@code
 * protocol/spec/copy-state.md}. It is only read, by {@link OldCopy}.
 *
 * @param epoch the highest pair epoch seen
 * @param nexus the nexus opened last, without its link
 */
record CopyState(BindCopy binding, long epoch, Optional<OpenNexus> nexus) {
  static final int BYTES = 188;
  static final int VERSION = 1;

  static final long MAGIC = 0x5343_434f_5059_5354L; // "SCCOPYST"
  private static final int BINDING_AT = 24;
  private static final int NEXUS_AT = BINDING_AT + BindCopy.BYTES;
  private static final int CHECKSUM_AT = NEXUS_AT + OpenNexus.BYTES_1;

  /** Whether it was taken over: nobody but TAKE OVER makes an epoch that no list names. */
  boolean takenOver() {
    return epoch > binding.pairEpoch()
        && nexus.stream().allMatch(opened -> epoch > opened.pairEpoch());
  }

  byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.putLong(MAGIC).putShort((short) VERSION).putShort((short) (nexus.isPresent() ? 1 : 0));
    to.putInt(0).putLong(epoch).put(binding.encode());
    nexus.ifPresent(open -> to.put(open.encode()));
    to.putInt(CHECKSUM_AT, Crc32c.of(to.slice(0, CHECKSUM_AT)));
    return to.array();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws IOException when the bytes are anything else
   */
  static CopyState decode(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES
        || from.getLong(0) != MAGIC
        || from.getShort(8) != VERSION
        || from.getInt(CHECKSUM_AT) != Crc32c.of(from.slice(0, CHECKSUM_AT))) {
      throw new IOException("the copy's state file is damaged, or of another version");
    }
    BindCopy binding = value(BindCopy.decode(from.slice(BINDING_AT, BindCopy.BYTES)));
    Optional<OpenNexus> nexus =
        from.getShort(10) == 0
            ? Optional.empty()
            : Optional.of(value(OpenNexus.decode(from.slice(NEXUS_AT, OpenNexus.BYTES_1))));
    return new CopyState(binding, from.getLong(16), nexus);
  }

  private static <T> T value(Decoded<T> decoded) throws IOException {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T> malformed ->
          throw new IOException("the copy's state file: " + malformed.message());
    };
  }
}
