package io.sealcopy.protocol.vendor;

/**
 * What a main centre says of the image at the remote, as the argument of NOTE IMAGE and in the
 * remote's file: one number, the moment and one bit.
 *
 * @param moment in milliseconds since 1970 by the main centre's clock, 1 or more; in one nexus a
 *     later note has a later moment
 * @param copying a copy is under way: the image is a mixture; else it is whole, and what arrives
 *     from now on keeps it so
 */
public record ImageNote(long moment, boolean copying) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public ImageNote {
    if (moment < 1 || moment > Long.MAX_VALUE >> 1) {
      throw new IllegalArgumentException("moment out of range: " + moment);
    }
  }

  /** The number that says it. */
  public long encode() {
    return moment << 1 | (copying ? 1 : 0);
  }

  /** What a number says. */
  public static Decoded<ImageNote> decode(long number) {
    return number < 2
        ? new Decoded.Malformed<>("an image note without a moment", 0)
        : new Decoded.Valid<>(new ImageNote(number >> 1, (number & 1) != 0));
  }
}
