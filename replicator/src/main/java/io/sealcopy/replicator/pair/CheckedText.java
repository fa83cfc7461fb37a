package io.sealcopy.replicator.pair;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.protocol.Crc32c;
import java.io.IOException;
import java.util.HexFormat;

/**
 * A JSON object in a file, with a last member {@code crc32c} over all bytes before it: a bit that
 * turned over in a number would be another number (rule 5). A file without one was written by an
 * older program, and is taken as it is.
 */
public final class CheckedText {
  private static final String MARK = ",\"crc32c\":\"";
  private static final String END = "\"}";
  private static final int DIGITS = 8;

  private CheckedText() {}

  /** The bytes to store of {@code object}, which has at least one member. */
  public static byte[] seal(String object) {
    if (!object.endsWith("}") || object.equals("{}")) {
      throw new IllegalArgumentException("not a JSON object with members");
    }
    String covered = object.substring(0, object.length() - 1).stripTrailing();
    return (covered + MARK + checksum(covered) + END).getBytes(UTF_8);
  }

  /**
   * The object that was stored, without its checksum.
   *
   * @throws IOException when it is not what was stored
   */
  public static String open(String name, byte[] bytes) throws IOException {
    String text = new String(bytes, UTF_8);
    int mark = text.length() - MARK.length() - DIGITS - END.length();
    if (mark < 0 || !text.startsWith(MARK, mark)) {
      return text;
    }
    String covered = text.substring(0, mark);
    if (!text.substring(mark).equals(MARK + checksum(covered) + END)) {
      throw new IOException(name + " is damaged: its checksum is wrong");
    }
    return covered + "}";
  }

  private static String checksum(String covered) {
    byte[] bytes = covered.getBytes(UTF_8);
    return HexFormat.of().toHexDigits(Crc32c.of(bytes, 0, bytes.length));
  }
}
