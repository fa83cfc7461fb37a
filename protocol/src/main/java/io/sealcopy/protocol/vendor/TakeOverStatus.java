package io.sealcopy.protocol.vendor;

import static io.sealcopy.protocol.vendor.Fields.bytes;
import static io.sealcopy.protocol.vendor.Fields.number;
import static io.sealcopy.protocol.vendor.Fields.reserved;

import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The take-over page: what REPORT TAKE OVER answers.
 *
 * @param takenOver whether the copy is its centre's own by now
 * @param disaster whether one at the main centre was reported, and nothing was done about it
 * @param changedRegions of 1 MiB, that hosts have changed since the take-over
 * @param pairEpoch the highest seen
 * @param token what TAKE OVER must name; 0 for others than operators
 * @param image what the main centre said last of the image; empty: nothing
 */
public record TakeOverStatus(
    boolean takenOver,
    boolean disaster,
    int changedRegions,
    long pairEpoch,
    long token,
    Optional<ImageNote> image) {
  /** Bytes. */
  public static final int BYTES = 48;

  /** The newest version; the first is given while nothing is said of the image. */
  public static final int VERSION = 2;

  /** The fields and their sizes. */
  public static final StructLayout LAYOUT =
      Fields.struct(
          bytes(8, "magic"),
          number(2, "version"),
          number(1, "state"),
          number(1, "disaster"),
          number(4, "changed regions"),
          number(8, "pair epoch"),
          number(8, "token"),
          reserved(4),
          number(8, "image note"),
          number(4, "checksum"));

  private static final byte[] MAGIC = Fields.ascii("SCTAKEOV");

  /** The same for somebody who is no operator. */
  public TakeOverStatus withoutToken() {
    return new TakeOverStatus(takenOver, disaster, changedRegions, pairEpoch, 0, image);
  }

  /** The page. */
  public byte[] encode() {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.put(MAGIC)
        .putShort((short) (image.isPresent() ? VERSION : 1))
        .put(flag(takenOver))
        .put(flag(disaster));
    to.putInt(changedRegions).putLong(pairEpoch).putLong(token);
    to.putInt(0).putLong(image.map(ImageNote::encode).orElse(0L));
    Fields.putChecksum(to, 0);
    return to.array();
  }

  private static byte flag(boolean set) {
    return (byte) (set ? 1 : 0);
  }

  /** Reads a page that fills the buffer from its position to its limit. */
  public static Decoded<TakeOverStatus> decode(ByteBuffer page) {
    return FieldReader.decode(
        page,
        BYTES,
        from -> {
          from.magic(MAGIC);
          boolean first = from.versionUpTo(VERSION) == 1;
          boolean takenOver = flag(from);
          boolean disaster = flag(from);
          int changed = from.notNegativeInt("changed regions");
          long epoch = from.notNegative("pair epoch");
          long token = from.notNegative("token");
          from.zeros(first ? 12 : 4);
          Optional<ImageNote> image = first ? Optional.empty() : Optional.of(note(from));
          from.checksum(0);
          from.end();
          return new TakeOverStatus(takenOver, disaster, changed, epoch, token, image);
        });
  }

  private static ImageNote note(FieldReader from) throws FieldReader.Reject {
    return switch (ImageNote.decode(from.i64())) {
      case Decoded.Valid<ImageNote>(ImageNote note) -> note;
      case Decoded.Malformed<ImageNote> malformed ->
          throw from.reject(malformed.message(), from.position() - Long.BYTES);
    };
  }

  private static boolean flag(FieldReader from) throws FieldReader.Reject {
    int value = from.u8();
    if (value > 1) {
      throw from.reject("is neither 0 nor 1", from.position() - 1);
    }
    return value == 1;
  }
}
