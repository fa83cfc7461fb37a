package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.PAGE;

import io.sealcopy.protocol.Crc32c;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The header that all pages of a table share; {@code protocol/spec/encryption-table.md}. */
enum PageFormat {
  SUPERBLOCK("SCTB"),
  SUMMARY("SCSM"),
  TABLE("SCTP");

  static final int VERSION = 1;
  static final int CHECKSUM_AT = 28;

  private final int magic;
  private final String title;

  PageFormat(String magic) {
    this.magic =
        magic.charAt(0) << 24 | magic.charAt(1) << 16 | magic.charAt(2) << 8 | magic.charAt(3);
    this.title = name().toLowerCase(Locale.ROOT) + " page";
  }

  /** Fills in the header of the page between index 0 and 4096, the checksum last. */
  void seal(ByteBuffer page, long number, long epoch) {
    page.putInt(0, magic).putShort(4, (short) VERSION).putShort(6, (short) 0);
    page.putLong(8, number).putLong(16, epoch).putInt(24, 0).putInt(CHECKSUM_AT, 0);
    page.putInt(CHECKSUM_AT, Crc32c.of(page.slice(0, PAGE)));
  }

  /**
   * Checks a page that was read. Its checksum field is zero afterwards: {@link #seal} fills it in
   * before the page is written again.
   *
   * @return whether it has content; false for a page of zeros
   * @throws TableDamagedException when it is neither
   */
  boolean check(ByteBuffer page, long number, String file) throws TableDamagedException {
    int checksum = page.getInt(CHECKSUM_AT);
    if (page.getInt(0) == 0 && isZero(page)) {
      return false;
    }
    page.putInt(CHECKSUM_AT, 0);
    if (page.getInt(0) != magic || page.getLong(8) != number) {
      throw new TableDamagedException(file, title + " " + number + " holds something else");
    }
    if (checksum != Crc32c.of(page.slice(0, PAGE))) {
      throw new TableDamagedException(file, title + " " + number + " fails its checksum");
    }
    if (page.getShort(4) != VERSION) {
      throw new TableDamagedException(
          file, title + " " + number + " has unknown version " + page.getShort(4));
    }
    return true;
  }

  private static boolean isZero(ByteBuffer page) {
    for (int at = 0; at < PAGE; at += Long.BYTES) {
      if (page.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
