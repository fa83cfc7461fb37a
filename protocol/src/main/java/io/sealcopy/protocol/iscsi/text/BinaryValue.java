package io.sealcopy.protocol.iscsi.text;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The large-binary-value of RFC 7143 §6.1, in any of its encodings: {@code 0x} hexadecimal, {@code
 * 0b} base64, decimal (only up to 64 bits).
 */
public final class BinaryValue {
  /** Bytes. RFC 7143 §12.1.3: a CHAP challenge or response is no longer. */
  public static final int MAX_LENGTH = 1024;

  private BinaryValue() {}

  /** In hexadecimal, which every peer reads. */
  public static String encode(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /** The bytes; empty if the value has none of the encodings or is longer than 1024 bytes. */
  public static Optional<byte[]> decode(String value) {
    String digits = value.length() >= 2 ? value.substring(2) : "";
    Optional<byte[]> bytes =
        switch (value.length() < 2 ? "" : value.substring(0, 2)) {
          case "0x", "0X" -> hexadecimal(digits);
          case "0b", "0B" -> base64(digits);
          default -> decimal(value);
        };
    return bytes.filter(b -> b.length > 0 && b.length <= MAX_LENGTH);
  }

  private static Optional<byte[]> hexadecimal(String digits) {
    // An odd number of digits is a number with its leading zero left out.
    String even = digits.length() % 2 == 0 ? digits : "0" + digits;
    if (even.length() > 2 * MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(HexFormat.of().parseHex(even));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> base64(String digits) {
    if (digits.length() > 2 * MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(digits));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> decimal(String digits) {
    if (digits.isEmpty() || digits.length() > 20) {
      return Optional.empty();
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    BigInteger number = new BigInteger(digits);
    if (number.bitLength() > 64) {
      return Optional.empty();
    }
    byte[] signed = number.toByteArray();
    boolean spare = signed.length > 1 && signed[0] == 0;
    return Optional.of(spare ? Arrays.copyOfRange(signed, 1, signed.length) : signed);
  }
}
