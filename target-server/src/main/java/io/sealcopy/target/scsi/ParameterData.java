package io.sealcopy.target.scsi;

import java.nio.ByteBuffer;

/** Answers of a few bytes. */
public final class ParameterData {
  private ParameterData() {}

  /** GOOD with at most {@code allocationLength} of the remaining bytes. SPC-4 §4.2.5.6. */
  public static Outcome upTo(long allocationLength, ByteBuffer bytes) {
    int length = (int) Math.min(allocationLength, bytes.remaining());
    return length == 0
        ? Outcome.GOOD
        : new Outcome.GoodWithData(bytes.slice(bytes.position(), length));
  }

  public static Outcome upTo(long allocationLength, byte[] bytes) {
    return upTo(allocationLength, ByteBuffer.wrap(bytes));
  }

  /** Writes ASCII, filled up with spaces to {@code length}. SPC-4 §4.3.1. */
  public static void putAscii(ByteBuffer target, String text, int length) {
    for (int i = 0; i < length; i++) {
      target.put((byte) (i < text.length() ? text.charAt(i) : ' '));
    }
  }
}
