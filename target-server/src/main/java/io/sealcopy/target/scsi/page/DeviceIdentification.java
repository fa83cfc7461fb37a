package io.sealcopy.target.scsi.page;

import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.UnitIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Device identification, SPC-4 §7.8.5: designators of the unit (from the volume's id, so that they
 * never change) and of the target port.
 */
public record DeviceIdentification() implements VpdPage {
  private static final int BINARY = 0x01;
  private static final int ASCII = 0x02;
  private static final int UTF_8 = 0x03;
  private static final int ISCSI = 0x50;

  /** PIV, and "of the target port". */
  private static final int OF_PORT = 0x80 | 0x10;

  private static final int T10_VENDOR = 0x01;
  private static final int NAA = 0x03;
  private static final int RELATIVE_TARGET_PORT = 0x04;
  private static final int TARGET_PORT_GROUP = 0x05;
  private static final int SCSI_NAME = 0x08;

  /** NAA 3h, locally assigned: 60 bits that need no company's number. SPC-4 §7.8.5.6.4. */
  private static final long NAA_LOCALLY_ASSIGNED = 0x3L << 60;

  @Override
  public int code() {
    return 0x83;
  }

  /** One port a portal group, so that they share their number. */
  public static int relativeTargetPort(int portalGroupTag) {
    return portalGroupTag;
  }

  @Override
  public byte[] body(CommandContext context) {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    UnitIdentity identity = context.unit().identity();
    NexusId nexus = context.session().id();
    put(bytes, ASCII, T10_VENDOR, vendor(identity));
    put(bytes, BINARY, NAA, naa(identity));
    int tag = nexus.portalGroupTag();
    byte[] port = ByteBuffer.allocate(4).putInt(relativeTargetPort(tag)).array();
    put(bytes, ISCSI | BINARY, OF_PORT | RELATIVE_TARGET_PORT, port);
    byte[] group = ByteBuffer.allocate(4).putInt(tag).array();
    put(bytes, ISCSI | BINARY, OF_PORT | TARGET_PORT_GROUP, group);
    put(bytes, ISCSI | UTF_8, OF_PORT | SCSI_NAME, portName(nexus));
    byte[] body = new byte[bytes.position()];
    bytes.get(0, body);
    return body;
  }

  /** Whether this designator, associated with the unit, is one of the unit's. */
  public static boolean names(UnitIdentity identity, int codeSet, int type, byte[] designator) {
    return switch (type) {
      case T10_VENDOR -> codeSet == ASCII && Arrays.equals(designator, vendor(identity));
      case NAA -> codeSet == BINARY && Arrays.equals(designator, naa(identity));
      default -> false;
    };
  }

  private static byte[] vendor(UnitIdentity identity) {
    String vendor = UnitIdentity.VENDOR + identity.serialNumber();
    return vendor.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] naa(UnitIdentity identity) {
    long id = identity.id().getMostSignificantBits() ^ identity.id().getLeastSignificantBits();
    long naa = NAA_LOCALLY_ASSIGNED | (id & ~(0xfL << 60));
    return ByteBuffer.allocate(Long.BYTES).putLong(naa).array();
  }

  /** RFC 7143 §4.2.7.2, null-terminated and padded to a multiple of four. SPC-4 §7.8.5.11. */
  private static byte[] portName(NexusId nexus) {
    String name = "%s,t,0x%04x".formatted(nexus.targetName(), nexus.portalGroupTag());
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    byte[] padded = new byte[utf8.length + 4 & ~3];
    System.arraycopy(utf8, 0, padded, 0, utf8.length);
    return padded;
  }

  /** The name of the target port as a designator. */
  static byte[] portDesignator(NexusId nexus) {
    byte[] name = portName(nexus);
    ByteBuffer bytes = ByteBuffer.allocate(4 + name.length);
    put(bytes, ISCSI | UTF_8, OF_PORT | SCSI_NAME, name);
    return bytes.array();
  }

  private static void put(ByteBuffer bytes, int codeSet, int type, byte[] designator) {
    bytes.put((byte) codeSet).put((byte) type).put((byte) 0);
    bytes.put((byte) designator.length).put(designator);
  }
}
