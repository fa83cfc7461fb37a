package io.sealcopy.target.remote;

import java.util.HexFormat;
import java.util.function.LongSupplier;

/** Who may ask for the take-over of a group: whoever has read its token, once. */
final class TakeOver {
  /** Stands for a token where the centre itself decides. */
  static final long UNASKED = -1;

  private final LongSupplier random;
  private long token;

  TakeOver(LongSupplier random) {
    this.random = random;
    this.token = draw();
  }

  private long draw() {
    long drawn = random.getAsLong() & Long.MAX_VALUE;
    return drawn == 0 ? 1 : drawn;
  }

  /** What the next TAKE OVER must name. */
  long token() {
    return token;
  }

  /** A token as people see it: 16 hexadecimal digits. */
  static String text(long token) {
    return HexFormat.of().toHexDigits(token);
  }

  /** Whether {@code shown} is the token, which then is used up. */
  boolean admits(long shown) {
    if (shown != UNASKED && shown != token) {
      return false;
    }
    token = draw();
    return true;
  }
}
