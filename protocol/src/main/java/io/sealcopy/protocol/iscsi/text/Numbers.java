package io.sealcopy.protocol.iscsi.text;

import java.util.OptionalInt;

/** Numerical values of text keys: decimal or hexadecimal constants. RFC 7143 §6.1. */
final class Numbers {
  private Numbers() {}

  /** The value, empty unless it is a number from 0 to 2^31 - 1. */
  static OptionalInt parse(String value) {
    boolean hexadecimal = value.startsWith("0x") || value.startsWith("0X");
    String digits = hexadecimal ? value.substring(2) : value;
    int radix = hexadecimal ? 16 : 10;
    if (digits.isEmpty() || digits.length() > 16) {
      return OptionalInt.empty();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return OptionalInt.empty();
      }
      number = number * radix + digit;
      if (number > Integer.MAX_VALUE) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of((int) number);
  }

  /** The value of a numeric key, empty unless it is within the key's range. */
  static OptionalInt parse(TextKey key, String value) {
    OptionalInt number = parse(value);
    return number.isPresent() && number.getAsInt() >= key.min() && number.getAsInt() <= key.max()
        ? number
        : OptionalInt.empty();
  }
}
