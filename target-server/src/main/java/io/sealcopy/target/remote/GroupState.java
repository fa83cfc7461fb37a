package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a consistency group of copies remembers besides journal and key records: {@code
 * protocol/spec/group-state.md}.
 *
 * @param epoch the highest pair epoch seen
 * @param nexus the nexus opened last
 * @param takenOver the copies are this centre's own: no main centre is admitted, hosts write
 * @param members in the order in which they were bound
 */
public record GroupState(
    UUID groupId, long epoch, Optional<OpenNexus> nexus, boolean takenOver, List<Member> members) {
  /**
   * One volume of the group.
   *
   * @param copy the name of the copy that it was bound to
   */
  record Member(String copy, BindCopy binding) {}

  static final int VERSION = 1;

  private static final long MAGIC = 0x5343_4752_4f55_5053L; // "SCGROUPS"
  private static final int HEADER = 40;
  private static final int TAKEN_OVER = 1;

  /** A group that has no member yet. */
  static GroupState empty(UUID groupId) {
    return new GroupState(groupId, 0, Optional.empty(), false, List.of());
  }

  /** With this member bound so, in the place of what it was bound to before; raises the epoch. */
  GroupState with(Member bound) {
    List<Member> changed = new ArrayList<>(members);
    changed.replaceAll(member -> member.copy().equals(bound.copy()) ? bound : member);
    if (!changed.contains(bound)) {
      changed.add(bound);
    }
    long newest = bound.binding().pairEpoch();
    return new GroupState(groupId, newest, nexus, takenOver, List.copyOf(changed));
  }

  /** Without the member of this name. */
  GroupState without(String copy) {
    List<Member> rest = members.stream().filter(m -> !m.copy().equals(copy)).toList();
    return new GroupState(groupId, epoch, nexus, takenOver, rest);
  }

  /** With this nexus opened last, and its epoch. */
  GroupState opened(OpenNexus list) {
    return new GroupState(groupId, list.pairEpoch(), Optional.of(list), takenOver, members);
  }

  /** Taken over: of an epoch that no main centre has named. */
  GroupState afterTakeOver() {
    return new GroupState(groupId, epoch + 1, nexus, true, members);
  }

  boolean names(String copy) {
    return members.stream().anyMatch(member -> member.copy().equals(copy));
  }

  byte[] encode() {
    byte[] open = nexus.map(OpenNexus::encode).orElse(new byte[0]);
    List<byte[]> lists = new ArrayList<>();
    int length = HEADER + open.length + Integer.BYTES;
    for (Member member : members) {
      byte[] name = member.copy().getBytes(StandardCharsets.UTF_8);
      byte[] binding = member.binding().encode();
      ByteBuffer entry = ByteBuffer.allocate(2 * Short.BYTES + binding.length + name.length);
      entry.putShort((short) binding.length).putShort((short) name.length);
      lists.add(entry.put(binding).put(name).array());
      length += entry.capacity();
    }
    ByteBuffer to = ByteBuffer.allocate(length);
    to.putLong(MAGIC).putShort((short) VERSION).putShort((short) open.length);
    to.putShort((short) members.size()).putShort((short) (takenOver ? TAKEN_OVER : 0));
    to.putLong(epoch);
    to.putLong(groupId.getMostSignificantBits()).putLong(groupId.getLeastSignificantBits());
    to.put(open);
    lists.forEach(to::put);
    to.putInt(Crc32c.of(to.slice(0, to.position())));
    return to.array();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws IOException when the bytes are anything else
   */
  static GroupState decode(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int end = bytes.length - Integer.BYTES;
    if (end < HEADER
        || from.getLong(0) != MAGIC
        || from.getShort(8) != VERSION
        || from.getInt(end) != Crc32c.of(from.slice(0, end))) {
      throw new IOException("the group's state file is damaged, or of another version");
    }
    int openLength = Short.toUnsignedInt(from.getShort(10));
    int count = Short.toUnsignedInt(from.getShort(12));
    int flags = Short.toUnsignedInt(from.getShort(14));
    long epoch = from.getLong(16);
    UUID groupId = new UUID(from.getLong(24), from.getLong(32));
    from.position(HEADER).limit(end);
    Optional<OpenNexus> nexus =
        openLength == 0
            ? Optional.empty()
            : Optional.of(value(OpenNexus.decode(next(from, openLength))));
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int bindingLength = Short.toUnsignedInt(next(from, Short.BYTES).getShort());
      int nameLength = Short.toUnsignedInt(next(from, Short.BYTES).getShort());
      BindCopy binding = value(BindCopy.decode(next(from, bindingLength)));
      String name = StandardCharsets.UTF_8.decode(next(from, nameLength)).toString();
      members.add(new Member(name, binding));
    }
    if (from.hasRemaining() || (flags & ~TAKEN_OVER) != 0) {
      throw new IOException("the group's state file says what this program does not know");
    }
    return new GroupState(groupId, epoch, nexus, flags != 0, List.copyOf(members));
  }

  private static ByteBuffer next(ByteBuffer from, int length) throws IOException {
    if (from.remaining() < length) {
      throw new IOException("the group's state file ends within a member");
    }
    ByteBuffer part = from.slice(from.position(), length);
    from.position(from.position() + length);
    return part;
  }

  private static <T> T value(Decoded<T> decoded) throws IOException {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T> malformed ->
          throw new IOException("the group's state file: " + malformed.message());
    };
  }
}
