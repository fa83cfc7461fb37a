package io.sealcopy.protocol.record;

/**
 * Bytes that are not a sound record.
 *
 * @param fault what is wrong
 * @param offset where, in bytes from the start of the record
 * @param found the offending value, as far as it is a number
 */
public record RecordDamage(Fault fault, int offset, long found) implements HeaderResult {
  /** What can be wrong with a record, in the order of checking. */
  public enum Fault {
    /** Fewer bytes than the record needs. */
    TRUNCATED("ends too early, bytes left"),
    /** The bytes are no record at all. */
    MAGIC("has another magic"),
    /** The header length is out of range. */
    HEADER_LENGTH("has a bad header length"),
    /** The header was damaged. */
    HEADER_CHECKSUM("has a damaged header: its checksum is wrong"),
    /** A sound header of a version that this program does not know. */
    VERSION("has an unknown version"),
    /** A sound header of unknown kind. */
    KIND("has an unknown kind"),
    /** A sound header of unknown suite. */
    SUITE("has an unknown suite"),
    /** A flag that has no meaning in this version is set. */
    FLAGS("has unknown flags"),
    /** Reserved bytes are not zero. */
    RESERVED("has reserved bytes that are not zero"),
    /** A key id or header tag where the suite has none. */
    KEY("names a key or carries a tag that its suite does not have"),
    /** LBA, block count or block length do not fit the kind. */
    RANGE("has a block range that does not fit its kind"),
    /** The tags length does not fit suite and data. */
    TAGS_LENGTH("has a tags length that does not fit its suite"),
    /** The data length does not fit the kind, or is over the limit. */
    DATA_LENGTH("has a data length that does not fit its kind"),
    /** Tags or data were damaged. */
    BODY_CHECKSUM("has a damaged body: its checksum is wrong");

    private final String text;

    Fault(String text) {
      this.text = text;
    }
  }

  /** What an operator reads. */
  public String message() {
    return "record %s (at byte %d, found %d = %sh)"
        .formatted(fault.text, offset, found, Long.toHexString(found));
  }
}
