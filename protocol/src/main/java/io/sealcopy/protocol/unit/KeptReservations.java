package io.sealcopy.protocol.unit;

import static io.sealcopy.protocol.Layouts.bytes;
import static io.sealcopy.protocol.Layouts.u16;
import static io.sealcopy.protocol.Layouts.u64;
import static io.sealcopy.protocol.Layouts.u8;

import io.sealcopy.protocol.iscsi.Isid;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The persistent reservations of a unit as its part {@code reservations} keeps them. The format is
 * owned by {@code protocol/spec/unit-reservations.md}.
 *
 * @param type code of the reservation's type, 0 when there is no reservation
 * @param holder place in {@code registrations} of who made the reservation, or {@link #NOBODY}
 * @param registrations in the order in which they were made
 */
public record KeptReservations(int type, int holder, List<Registration> registrations) {
  /** The name of the unit's part. */
  public static final String PART = "reservations";

  /** The version that this codec writes. */
  public static final int VERSION = 1;

  /** The holder when there is no reservation, or when all registrants hold it. */
  public static final int NOBODY = 0xffff;

  /** So many registrations with the longest names fit into a part. */
  public static final int MAX_REGISTRATIONS = 1024;

  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u16("version"), u8("type"), u8("reserved"), u16("holder"), u16("registrations"));

  public static final StructLayout REGISTRATION =
      MemoryLayout.structLayout(
          u64("reservation key"),
          bytes("ISID", Isid.LENGTH),
          u16("portal group tag"),
          u16("initiator name length"),
          u16("target name length"));

  private static final int REGISTRATION_LENGTH = (int) REGISTRATION.byteSize();

  /**
   * A key and the I_T nexus it belongs to.
   *
   * @param key never 0
   */
  public record Registration(
      long key, Isid isid, int portalGroupTag, String initiatorName, String targetName) {}

  public KeptReservations {
    registrations = List.copyOf(registrations);
  }

  /** The content of the part. */
  public byte[] encode() {
    List<byte[]> names = new ArrayList<>();
    int length = (int) LAYOUT.byteSize();
    for (Registration each : registrations) {
      names.add(each.initiatorName.getBytes(StandardCharsets.UTF_8));
      names.add(each.targetName.getBytes(StandardCharsets.UTF_8));
      length += REGISTRATION_LENGTH;
    }
    length += names.stream().mapToInt(name -> name.length).sum();
    ByteBuffer content = ByteBuffer.allocate(length);
    content.putShort((short) VERSION).put((byte) type).put((byte) 0);
    content.putShort((short) holder).putShort((short) registrations.size());
    for (int i = 0; i < registrations.size(); i++) {
      Registration each = registrations.get(i);
      byte[] initiator = names.get(2 * i);
      byte[] target = names.get(2 * i + 1);
      content.putLong(each.key);
      each.isid.write(content, content.position());
      content.position(content.position() + Isid.LENGTH);
      content.putShort((short) each.portalGroupTag);
      content.putShort((short) initiator.length).putShort((short) target.length);
      content.put(initiator).put(target);
    }
    return content.array();
  }

  /** What a content says, or null when it is not sound or of another version. */
  public static @Nullable KeptReservations decode(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (bytes.remaining() < LAYOUT.byteSize() || bytes.getShort() != VERSION) {
      return null;
    }
    int type = bytes.get() & 0xff;
    boolean reservedIsZero = bytes.get() == 0;
    int holder = bytes.getShort() & 0xffff;
    int count = bytes.getShort() & 0xffff;
    if (!reservedIsZero || count > MAX_REGISTRATIONS || (holder != NOBODY && holder >= count)) {
      return null;
    }
    List<Registration> registrations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Registration each = registration(bytes);
      if (each == null) {
        return null;
      }
      registrations.add(each);
    }
    return bytes.hasRemaining() ? null : new KeptReservations(type, holder, registrations);
  }

  private static @Nullable Registration registration(ByteBuffer bytes) {
    if (bytes.remaining() < REGISTRATION_LENGTH) {
      return null;
    }
    long key = bytes.getLong();
    Isid isid = Isid.read(bytes, 0);
    bytes.position(bytes.position() + Isid.LENGTH);
    int portalGroupTag = bytes.getShort() & 0xffff;
    int initiator = bytes.getShort() & 0xffff;
    int target = bytes.getShort() & 0xffff;
    if (key == 0 || bytes.remaining() < initiator + target) {
      return null;
    }
    String initiatorName = text(bytes, initiator);
    return new Registration(key, isid, portalGroupTag, initiatorName, text(bytes, target));
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] name = new byte[length];
    bytes.get(name);
    return new String(name, StandardCharsets.UTF_8);
  }
}
