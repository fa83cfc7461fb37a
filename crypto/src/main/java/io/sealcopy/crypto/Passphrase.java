package io.sealcopy.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A passphrase as the UTF-8 bytes that enter key derivation, without any normalisation. {@link
 * #close} overwrites them.
 */
public final class Passphrase implements AutoCloseable {
  /** A character of the basic plane takes up to three bytes, a pair of surrogates four. */
  private static final int MAX_UTF8_BYTES = 3;

  private final byte[] bytes;

  private Passphrase(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a passphrase has at least one character");
    }
    this.bytes = bytes;
  }

  /**
   * From characters typed at a console; they are copied, overwriting them is up to the caller.
   *
   * @throws IllegalArgumentException if there are none, or a surrogate without its partner
   */
  public static Passphrase ofCharacters(char[] characters) {
    ByteBuffer utf8 = ByteBuffer.allocate(MAX_UTF8_BYTES * characters.length);
    CoderResult result =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(characters), utf8, true);
    byte[] bytes = Arrays.copyOf(utf8.array(), utf8.position());
    Arrays.fill(utf8.array(), (byte) 0);
    if (result.isError()) {
      throw new IllegalArgumentException("a passphrase is made of Unicode characters");
    }
    return new Passphrase(bytes);
  }

  /**
   * From the contents of a passphrase file: everything before the first line end. Copied,
   * overwriting the contents is up to the caller.
   *
   * @throws IllegalArgumentException if the first line is empty or not UTF-8
   */
  public static Passphrase ofFileContents(byte[] contents) {
    int end = 0;
    while (end < contents.length && contents[end] != '\n' && contents[end] != '\r') {
      end++;
    }
    byte[] bytes = Arrays.copyOf(contents, end);
    Arrays.fill(decode(bytes), '\0');
    return new Passphrase(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  /** The same as characters, for an interface that takes nothing else; the caller overwrites it. */
  char[] characters() {
    return decode(bytes);
  }

  private static char[] decode(byte[] utf8) {
    CharBuffer decoded = CharBuffer.allocate(utf8.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8), decoded, true);
    char[] characters = Arrays.copyOf(decoded.array(), decoded.position());
    Arrays.fill(decoded.array(), '\0');
    if (result.isError()) {
      throw new IllegalArgumentException("a passphrase is written in UTF-8");
    }
    return characters;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
