package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.UUID;

/**
 * The differs page ({@code protocol/spec/differs.md}): in which regions a volume that was a P-VOL
 * may differ from what its copy was taken over with. In the file of an unbound copy, and what READ
 * DIFFERS answers.
 *
 * @param groupId of the pair that ended
 * @param volumeId of the volume in that pair
 * @param incarnation of the volume when the pair ended
 * @param pairEpoch of that pair
 * @param blockLength bytes
 * @param differs regions of {@link #REGION_BYTES}, from 0; not to be changed
 */
public record DiffersPage(
    UUID groupId,
    UUID volumeId,
    UUID incarnation,
    long pairEpoch,
    int blockLength,
    long blockCount,
    BitSet differs) {
  /** What one bit stands for. */
  public static final int REGION_BYTES = 1 << 20;

  /** Bytes before the bits. */
  public static final int HEADER_BYTES = 96;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The fields before the bits and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          reserved(2),
          number(4, "block length"),
          bytes(16, "group id"),
          bytes(16, "volume id"),
          bytes(16, "incarnation"),
          number(8, "pair epoch"),
          number(8, "block count"),
          number(4, "region bytes"),
          number(4, "regions"),
          reserved(8));

  private static final byte[] MAGIC = Fields.ascii("SCDIFFER");
  private static final int REGIONS_AT = 84;

  public DiffersPage {
    if (differs.length() > regions(blockLength, blockCount)) {
      throw new IllegalArgumentException("region " + (differs.length() - 1) + " is beyond the end");
    }
  }

  /** How many regions a volume has. */
  public static int regions(int blockLength, long blockCount) {
    return Math.toIntExact(
        Math.ceilDiv(Math.multiplyExact(blockLength, blockCount), (long) REGION_BYTES));
  }

  /** How long the page is that begins so: at least {@link #HEADER_BYTES} are there. */
  public static long length(ByteBuffer header) {
    return HEADER_BYTES + bitBytes(header.getInt(header.position() + REGIONS_AT)) + Integer.BYTES;
  }

  private static long bitBytes(int regions) {
    return Math.ceilDiv((long) regions, Byte.SIZE);
  }

  /** The page. */
  public byte[] encode() {
    int regions = regions(blockLength, blockCount);
    int bits = Math.toIntExact(bitBytes(regions));
    ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + bits + Integer.BYTES);
    to.put(MAGIC).putShort((short) VERSION).putShort((short) 0).putInt(blockLength);
    Fields.putUuid(to, groupId);
    Fields.putUuid(to, volumeId);
    Fields.putUuid(to, incarnation);
    to.putLong(pairEpoch).putLong(blockCount).putInt(REGION_BYTES).putInt(regions).putLong(0);
    to.put(differs.toByteArray());
    to.position(HEADER_BYTES + bits);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a page that fills the buffer from its position to its limit. */
  public static Decoded<DiffersPage> decode(ByteBuffer page) {
    return FieldReader.decode(page, HEADER_BYTES + Integer.BYTES, DiffersPage::read);
  }

  private static DiffersPage read(FieldReader from) throws FieldReader.Reject {
    from.magic(MAGIC);
    from.version(VERSION);
    from.zeros(2);
    int blockLength = from.notNegativeInt("block length");
    UUID groupId = from.uuid();
    UUID volumeId = from.uuid();
    UUID incarnation = from.uuid();
    long pairEpoch = from.notNegative("pair epoch");
    long blockCount = from.notNegative("block count");
    int regionBytes = from.notNegativeInt("region bytes");
    if (regionBytes != REGION_BYTES) {
      throw from.reject("region bytes are not 1 MiB", REGIONS_AT - Integer.BYTES);
    }
    int regions = from.notNegativeInt("regions");
    if (blockLength == 0
        || blockCount > (long) Integer.MAX_VALUE * REGION_BYTES / blockLength
        || regions != regions(blockLength, blockCount)) {
      throw from.reject("regions are not those of the volume", REGIONS_AT);
    }
    from.zeros(8);
    int bitsAt = from.position();
    BitSet differs = BitSet.valueOf(from.slice(Math.toIntExact(bitBytes(regions))));
    if (differs.length() > regions) {
      throw from.reject("a bit is beyond the volume's end", bitsAt + regions / Byte.SIZE);
    }
    from.need(Integer.BYTES);
    from.checksum(0);
    from.end();
    return new DiffersPage(
        groupId, volumeId, incarnation, pairEpoch, blockLength, blockCount, differs);
  }
}
