package io.sealcopy.protocol.iscsi;

/**
 * The eight-byte logical unit number of SAM-5 §4.7, kept as a {@code long} so that any form can be
 * carried and echoed. Numbers 0 to 255 are written in peripheral device form, 256 to 16383 in flat
 * space form; other forms are not served by Sealcopy.
 */
public final class Lun {
  /** {@link #number}'s answer for a form or level that names no logical unit of ours. */
  public static final int UNSUPPORTED = -1;

  public static final int MAX_NUMBER = 0x3fff;

  /** The REPORT LUNS well known logical unit, SPC-4 §8.2. */
  public static final long REPORT_LUNS_WELL_KNOWN = 0xc101_0000_0000_0000L;

  private static final int ADDRESS_METHOD_SHIFT = 62;
  private static final int PERIPHERAL = 0;
  private static final int FLAT = 1;

  private Lun() {}

  /**
   * The eight bytes for a unit number.
   *
   * @throws IllegalArgumentException unless 0 &lt;= number &lt;= {@link #MAX_NUMBER}
   */
  public static long of(int number) {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("LUN " + number + " is not within 0 to " + MAX_NUMBER);
    }
    long method = number < 256 ? PERIPHERAL : FLAT;
    return method << ADDRESS_METHOD_SHIFT | (long) number << 48;
  }

  /** The unit number, or {@link #UNSUPPORTED}: the caller answers that this unit is not there. */
  public static int number(long lun) {
    if ((lun & 0x0000_ffff_ffff_ffffL) != 0) {
      return UNSUPPORTED;
    }
    int first = (int) (lun >>> 48);
    return switch ((int) (lun >>> ADDRESS_METHOD_SHIFT)) {
      // The low six bits of the first byte are the bus identifier: only bus 0, our own level.
      case PERIPHERAL -> first < 256 ? first : UNSUPPORTED;
      case FLAT -> first & MAX_NUMBER;
      default -> UNSUPPORTED;
    };
  }

  /** The unit number in decimal, or all eight bytes in hexadecimal for another form. */
  public static String toString(long lun) {
    int number = number(lun);
    return number == UNSUPPORTED ? "0x%016x".formatted(lun) : Integer.toString(number);
  }
}
