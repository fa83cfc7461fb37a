package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The answer to READ TABLE, READ AND CLEAR TABLE and READ KEY RECORDS, {@code
 * protocol/spec/encryption-table.md}; {@link TableAnswerWriter} writes it.
 *
 * @param volumeId the P-VOL that the copy is bound to
 * @param more whether there is more than this answer holds
 * @param cleared whether the entries have been handed out to the nexus that asked
 * @param next with {@code more}: the argument of the command that goes on; else 0
 * @param entries by rising LBA, not overlapping
 * @param keyRecords the encoded key records, as they were stored, of every generation that the
 *     entries name and the remote centre has
 */
public record TableAnswer(
    UUID volumeId,
    boolean more,
    boolean cleared,
    long next,
    List<TableEntry> entries,
    List<byte[]> keyRecords) {
  /** Bytes before the first entry. */
  public static final int HEADER_BYTES = 64;

  /** Bytes of the shortest answer: no entry, no key record. */
  public static final int LEAST_BYTES = HEADER_BYTES + TableEntry.BYTES;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The header's fields and their sizes. */
  public static final StructLayout HEADER =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(2, "flags"),
          number(2, "entry length"),
          number(2, "key record count"),
          number(4, "entry count"),
          number(4, "answer length"),
          bytes(16, "volume id"),
          number(8, "next"),
          reserved(12),
          number(4, "checksum"));

  static final byte[] MAGIC = Fields.ascii("SCTABLE1");
  static final int MORE = 1;
  static final int CLEARED = 2;

  /** Copies the lists (not the key records' bytes, which nobody may change). */
  public TableAnswer {
    entries = List.copyOf(entries);
    keyRecords = List.copyOf(keyRecords);
  }

  /**
   * Reads an answer that fills the buffer from its position to its limit. An answer cut short by a
   * small allocation length is malformed: ask again with a larger one.
   */
  public static Decoded<TableAnswer> decode(ByteBuffer bytes) {
    return FieldReader.decode(bytes, LEAST_BYTES, TableAnswer::read);
  }

  private static TableAnswer read(FieldReader from) throws FieldReader.Reject {
    int available = from.remaining();
    from.magic(MAGIC);
    from.version(VERSION);
    int flags = from.u16();
    int entryLength = from.u16();
    int keyRecordCount = from.u16();
    long entryCount = from.u32();
    long length = from.u32();
    UUID volumeId = from.uuid();
    long next = from.notNegative("next");
    from.zeros(12);
    from.checksum(0);
    if ((flags & ~(MORE | CLEARED)) != 0) {
      throw from.reject("a flag is unknown", 10);
    }
    if (entryLength != TableEntry.BYTES) {
      throw from.reject("entry length is not 64", 12);
    }
    boolean more = (flags & MORE) != 0;
    if (!more && next != 0) {
      throw from.reject("next without more", 40);
    }
    if (length != available) {
      throw from.reject("answer length is " + length + " but " + available + " bytes came", 20);
    }
    from.need((entryCount + 1) * TableEntry.BYTES);
    List<TableEntry> entries = entries(from, (int) entryCount);
    List<byte[]> keyRecords = keyRecords(from, keyRecordCount);
    from.end();
    return new TableAnswer(volumeId, more, (flags & CLEARED) != 0, next, entries, keyRecords);
  }

  private static List<TableEntry> entries(FieldReader from, int count) throws FieldReader.Reject {
    List<TableEntry> entries = new ArrayList<>(count);
    long end = 0;
    for (int i = 0; i < count; i++) {
      int start = from.position();
      TableEntry entry = TableEntry.read(from);
      if (entry.lba() < end) {
        throw from.reject("entries overlap or are out of order", start);
      }
      end = entry.lba() + entry.blocks();
      entries.add(entry);
    }
    TableEntry.readEnd(from);
    return entries;
  }

  private static List<byte[]> keyRecords(FieldReader from, int count) throws FieldReader.Reject {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      from.need(Integer.BYTES);
      int start = from.position();
      int length = from.i32();
      if (length < 1) {
        throw from.reject("length of a key record is out of range", start);
      }
      byte[] record = new byte[Math.min(length, from.remaining())];
      from.slice(length).get(record);
      records.add(record);
    }
    return records;
  }
}
