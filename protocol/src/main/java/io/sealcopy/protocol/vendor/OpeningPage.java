package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;

/**
 * What READ OPENING answers, and how a remote centre keeps it: under which opening of its group at
 * the main centre the newest changes were made ({@code protocol/spec/opening.md}).
 *
 * @param id random, 1 or more; 0: no main centre has told one
 */
public record OpeningPage(long id) {
  /** Length of the page. */
  public static final int BYTES = 24;

  /** The newest version. */
  public static final int VERSION = 1;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          reserved(2),
          number(8, "opening"),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCOPENID");

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public OpeningPage {
    Fields.requireNotNegative("opening", id);
  }

  /** The page. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.put(MAGIC).putShort((short) VERSION).putShort((short) 0).putLong(id);
    Fields.putChecksum(to, 0);
    return to.array();
  }

  /** Reads a page that fills the buffer from its position to its limit. */
  public static Decoded<OpeningPage> decode(ByteBuffer bytes) {
    return FieldReader.decode(bytes, BYTES, OpeningPage::read);
  }

  private static OpeningPage read(FieldReader from) throws FieldReader.Reject {
    from.magic(MAGIC);
    from.versionUpTo(VERSION);
    from.zeros(2);
    long id = from.notNegative("opening");
    from.checksum(0);
    from.end();
    return new OpeningPage(id);
  }
}
