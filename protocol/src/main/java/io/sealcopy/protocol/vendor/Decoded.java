package io.sealcopy.protocol.vendor;

/** What strict decoding of bytes from outside came to. */
public sealed interface Decoded<T> {
  /** The bytes are exactly one encoding of {@code value}. */
  record Valid<T>(T value) implements Decoded<T> {}

  /**
   * The bytes are not what they should be.
   *
   * @param reason names the field and what is wrong with it
   * @param offset the byte at which it shows, counted from the first one given
   */
  record Malformed<T>(String reason, int offset) implements Decoded<T> {
    /** One sentence for an operator. */
    public String message() {
      return reason + " at byte " + offset;
    }
  }
}
