package io.sealcopy.protocol.record;

import static io.sealcopy.protocol.Layouts.bytes;
import static io.sealcopy.protocol.Layouts.u16;
import static io.sealcopy.protocol.Layouts.u32;
import static io.sealcopy.protocol.Layouts.u64;
import static io.sealcopy.protocol.Layouts.u8;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.Layouts;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.record.RecordDamage.Fault;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The header of a sealed record; tags and ciphertext follow it. The format is owned by {@code
 * protocol/spec/sealed-record.md}.
 *
 * @param kind what the record says
 * @param suite how its data is sealed
 * @param depends every lower sequence may have been acknowledged before this change arrived
 * @param epoch pair epoch, rises at every take-over
 * @param group the consistency group
 * @param volume the volume within it
 * @param sequence position in the group's order; in a receive journal the arrival number
 * @param keyId the group key; zero when the suite is none
 * @param generation the key's number for people, unsigned
 * @param blockLength bytes per logical block, 512 or 4096; 0 when no blocks are named
 * @param lba the first block
 * @param blocks how many blocks
 * @param tagsLength bytes of tags
 * @param dataLength bytes of ciphertext, or of the body of KEY, START and MARK
 * @param bodyChecksum CRC32C over tags and data
 * @param tagHigh first half of the header tag (authenticated suites; else zero)
 * @param tagLow second half of the header tag
 * @param sealedAt milliseconds since 1970 UTC by the main centre's clock; never gives an order
 */
public record RecordHeader(
    RecordKind kind,
    SealSuite suite,
    boolean depends,
    long epoch,
    UUID group,
    UUID volume,
    long sequence,
    KeyId keyId,
    int generation,
    int blockLength,
    long lba,
    int blocks,
    int tagsLength,
    int dataLength,
    int bodyChecksum,
    long tagHigh,
    long tagLow,
    long sealedAt)
    implements HeaderResult {

  /** Bytes of a header of this version. */
  public static final int LENGTH = 160;

  /** Most bytes of data in one record; a larger change is several records. */
  public static final int MAX_DATA = 256 * 1024;

  /**
   * Most blocks of one ZERO or UNMAP record that crosses: what it changes of an encryption table
   * must fit into one checkpoint of it.
   */
  public static final int MAX_ZERO_BLOCKS = 1 << 18;

  /** Most bytes of tags in one record. */
  public static final int MAX_TAGS = 1024;

  /** Most bytes of a whole record. */
  public static final int MAX_RECORD = LENGTH + MAX_TAGS + MAX_DATA;

  /** {@code SEALREC1}. */
  public static final long MAGIC = 0x5345_414c_5245_4331L;

  /** The version that this codec writes. */
  public static final int VERSION = 1;

  /** The key id of records that are not sealed. */
  public static final KeyId NO_KEY = new KeyId(0, 0);

  /** Every field and its place, compared with the table of the spec page by a test. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          u64("magic"),
          u16("version"),
          u8("kind"),
          u8("suite"),
          u16("flags"),
          u16("header length"),
          u64("pair epoch"),
          bytes("group id", 16),
          bytes("volume id", 16),
          u64("sequence"),
          bytes("key id", 16),
          u32("generation"),
          u32("block length"),
          u64("LBA"),
          u32("block count"),
          u32("tags length"),
          u32("data length"),
          u32("body checksum"),
          bytes("header tag", 16),
          u64("sealed at"),
          bytes("reserved", 20),
          u32("header checksum"));

  /** Where the sequence stands in a header, for those who only need that. */
  public static final int SEQUENCE_OFFSET = at("sequence");

  private static final int FLAG_DEPENDS = 1;
  private static final int MAX_HEADER = 4096;
  private static final int VERSION_AT = at("version");
  private static final int KIND_AT = at("kind");
  private static final int SUITE_AT = at("suite");
  private static final int FLAGS_AT = at("flags");
  private static final int HEADER_LENGTH_AT = at("header length");
  private static final int EPOCH_AT = at("pair epoch");
  private static final int GROUP_AT = at("group id");
  private static final int VOLUME_AT = at("volume id");
  private static final int KEY_AT = at("key id");
  private static final int GENERATION_AT = at("generation");
  private static final int BLOCK_LENGTH_AT = at("block length");
  private static final int LBA_AT = at("LBA");
  private static final int BLOCKS_AT = at("block count");
  private static final int TAGS_LENGTH_AT = at("tags length");
  private static final int DATA_LENGTH_AT = at("data length");
  private static final int BODY_CHECKSUM_AT = at("body checksum");
  private static final int TAG_AT = at("header tag");
  private static final int SEALED_AT_AT = at("sealed at");
  private static final int RESERVED_AT = at("reserved");
  private static final int CHECKSUM_AT = at("header checksum");

  /** Bytes of the whole record: header, tags and data. */
  public int recordLength() {
    return LENGTH + tagsLength + dataLength;
  }

  /** This header with the checksum of {@code body}'s tags and data, position to limit. */
  public RecordHeader withBodyChecksumOf(ByteBuffer body) {
    return withSeal(Crc32c.of(body), tagHigh, tagLow);
  }

  /** This header with what is known only after sealing. */
  public RecordHeader withSeal(int newBodyChecksum, long newTagHigh, long newTagLow) {
    return new RecordHeader(
        kind,
        suite,
        depends,
        epoch,
        group,
        volume,
        sequence,
        keyId,
        generation,
        blockLength,
        lba,
        blocks,
        tagsLength,
        dataLength,
        newBodyChecksum,
        newTagHigh,
        newTagLow,
        sealedAt);
  }

  /**
   * Writes the header at {@code offset} of {@code to}, whose position is unchanged.
   *
   * @throws IllegalStateException when the fields contradict each other: a record that no reader
   *     would accept must not be written
   */
  public void encode(ByteBuffer to, int offset) {
    requireBigEndian(to);
    RecordDamage contradiction = RecordRules.check(this);
    if (contradiction != null) {
      throw new IllegalStateException(
          contradiction.message() + ": " + this + ": refused before it was written");
    }
    to.putLong(offset, MAGIC);
    to.putShort(offset + VERSION_AT, (short) VERSION);
    to.put(offset + KIND_AT, (byte) kind.code());
    to.put(offset + SUITE_AT, (byte) suite.code());
    to.putShort(offset + FLAGS_AT, (short) (depends ? FLAG_DEPENDS : 0));
    to.putShort(offset + HEADER_LENGTH_AT, (short) LENGTH);
    to.putLong(offset + EPOCH_AT, epoch);
    putUuid(to, offset + GROUP_AT, group);
    putUuid(to, offset + VOLUME_AT, volume);
    to.putLong(offset + SEQUENCE_OFFSET, sequence);
    to.putLong(offset + KEY_AT, keyId.high());
    to.putLong(offset + KEY_AT + 8, keyId.low());
    to.putInt(offset + GENERATION_AT, generation);
    to.putInt(offset + BLOCK_LENGTH_AT, blockLength);
    to.putLong(offset + LBA_AT, lba);
    to.putInt(offset + BLOCKS_AT, blocks);
    to.putInt(offset + TAGS_LENGTH_AT, tagsLength);
    to.putInt(offset + DATA_LENGTH_AT, dataLength);
    to.putInt(offset + BODY_CHECKSUM_AT, bodyChecksum);
    to.putLong(offset + TAG_AT, tagHigh);
    to.putLong(offset + TAG_AT + 8, tagLow);
    to.putLong(offset + SEALED_AT_AT, sealedAt);
    for (int at = RESERVED_AT; at < CHECKSUM_AT; at += 4) {
      to.putInt(offset + at, 0);
    }
    to.putInt(offset + CHECKSUM_AT, Crc32c.of(to, offset, CHECKSUM_AT));
  }

  /** The header at {@code offset} of {@code from}, or what is wrong; never throws for bad input. */
  public static HeaderResult decode(ByteBuffer from, int offset) {
    requireBigEndian(from);
    int available = from.limit() - offset;
    if (available < LENGTH) {
      return new RecordDamage(Fault.TRUNCATED, Math.max(available, 0), available);
    }
    if (from.getLong(offset) != MAGIC) {
      return new RecordDamage(Fault.MAGIC, 0, from.getLong(offset));
    }
    // Magic, version, header length and "checksum in the last four bytes" hold in every version,
    // so that a newer record is told from a damaged one.
    int length = Short.toUnsignedInt(from.getShort(offset + HEADER_LENGTH_AT));
    if (length < LENGTH || length > MAX_HEADER) {
      return new RecordDamage(Fault.HEADER_LENGTH, HEADER_LENGTH_AT, length);
    }
    if (available < length) {
      return new RecordDamage(Fault.TRUNCATED, available, available);
    }
    int checksum = from.getInt(offset + length - 4);
    if (checksum != Crc32c.of(from, offset, length - 4)) {
      return new RecordDamage(Fault.HEADER_CHECKSUM, length - 4, checksum & 0xffff_ffffL);
    }
    int version = Short.toUnsignedInt(from.getShort(offset + VERSION_AT));
    if (version != VERSION) {
      return new RecordDamage(Fault.VERSION, VERSION_AT, version);
    }
    if (length != LENGTH) {
      return new RecordDamage(Fault.HEADER_LENGTH, HEADER_LENGTH_AT, length);
    }
    return decodeSound(from, offset);
  }

  /**
   * Null when tags and data, which follow the header at {@code offset} of {@code from}, are what
   * the header says.
   */
  public @Nullable RecordDamage checkBody(ByteBuffer from, int offset) {
    int available = from.limit() - offset;
    if (available < recordLength()) {
      return new RecordDamage(Fault.TRUNCATED, available, available);
    }
    int actual = Crc32c.of(from, offset + LENGTH, tagsLength + dataLength);
    return actual == bodyChecksum
        ? null
        : new RecordDamage(Fault.BODY_CHECKSUM, BODY_CHECKSUM_AT, actual & 0xffff_ffffL);
  }

  private static HeaderResult decodeSound(ByteBuffer from, int offset) {
    int kindCode = Byte.toUnsignedInt(from.get(offset + KIND_AT));
    RecordKind kind = RecordKind.ofCode(kindCode);
    if (kind == null) {
      return new RecordDamage(Fault.KIND, KIND_AT, kindCode);
    }
    int suiteCode = Byte.toUnsignedInt(from.get(offset + SUITE_AT));
    SealSuite suite = SealSuite.ofCode(suiteCode);
    if (suite == null) {
      return new RecordDamage(Fault.SUITE, SUITE_AT, suiteCode);
    }
    int flags = Short.toUnsignedInt(from.getShort(offset + FLAGS_AT));
    if ((flags & ~FLAG_DEPENDS) != 0) {
      return new RecordDamage(Fault.FLAGS, FLAGS_AT, flags);
    }
    for (int at = RESERVED_AT; at < CHECKSUM_AT; at += 4) {
      if (from.getInt(offset + at) != 0) {
        return new RecordDamage(Fault.RESERVED, at, from.getInt(offset + at));
      }
    }
    RecordHeader header =
        new RecordHeader(
            kind,
            suite,
            flags == FLAG_DEPENDS,
            from.getLong(offset + EPOCH_AT),
            getUuid(from, offset + GROUP_AT),
            getUuid(from, offset + VOLUME_AT),
            from.getLong(offset + SEQUENCE_OFFSET),
            new KeyId(from.getLong(offset + KEY_AT), from.getLong(offset + KEY_AT + 8)),
            from.getInt(offset + GENERATION_AT),
            from.getInt(offset + BLOCK_LENGTH_AT),
            from.getLong(offset + LBA_AT),
            from.getInt(offset + BLOCKS_AT),
            from.getInt(offset + TAGS_LENGTH_AT),
            from.getInt(offset + DATA_LENGTH_AT),
            from.getInt(offset + BODY_CHECKSUM_AT),
            from.getLong(offset + TAG_AT),
            from.getLong(offset + TAG_AT + 8),
            from.getLong(offset + SEALED_AT_AT));
    RecordDamage contradiction = RecordRules.check(header);
    return contradiction == null ? header : contradiction;
  }

  private static void requireBigEndian(ByteBuffer buffer) {
    if (buffer.order() != ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException("records are big-endian; the buffer is " + buffer.order());
    }
  }

  private static void putUuid(ByteBuffer to, int at, UUID id) {
    to.putLong(at, id.getMostSignificantBits());
    to.putLong(at + 8, id.getLeastSignificantBits());
  }

  private static UUID getUuid(ByteBuffer from, int at) {
    return new UUID(from.getLong(at), from.getLong(at + 8));
  }

  private static int at(String field) {
    return Layouts.at(LAYOUT, field);
  }
}
