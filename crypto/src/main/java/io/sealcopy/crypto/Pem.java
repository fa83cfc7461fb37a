package io.sealcopy.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Textual encoding (RFC 7468) in bytes all along, so that a private key never becomes a string.
 * Text outside blocks is skipped, as §2 allows; inside a block nothing but base64 is accepted.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final byte[] LINE_END = {'\n'};
  private static final int LINE_LENGTH = 64;

  private Pem() {}

  /**
   * One block. The owner of a block with a private key overwrites {@code content}.
   *
   * @param label what the block says it holds
   * @param content the bytes in it
   */
  record Block(String label, Content content) {
    byte[] bytes() {
      return content.bytes;
    }
  }

  /** Keeps the bytes out of the equality and the text form of {@link Block}. */
  static final class Content {
    private final byte[] bytes;

    private Content(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  static byte[] write(String label, byte[] content) {
    byte[] base64 = Base64.getMimeEncoder(LINE_LENGTH, LINE_END).encode(content);
    byte[] begin = (BEGIN + label + DASHES + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("\n" + END + label + DASHES + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] pem = Arrays.copyOf(begin, begin.length + base64.length + end.length);
    System.arraycopy(base64, 0, pem, begin.length, base64.length);
    System.arraycopy(end, 0, pem, begin.length + base64.length, end.length);
    Arrays.fill(base64, (byte) 0);
    return pem;
  }

  static boolean looksLikePem(byte[] text) {
    return indexOf(text, BEGIN.getBytes(StandardCharsets.US_ASCII), 0) >= 0;
  }

  /** All blocks in their order; refuses a block that is not closed or holds anything but base64. */
  static Result<List<Block>> read(String what, byte[] text) {
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = indexOf(text, BEGIN.getBytes(StandardCharsets.US_ASCII), at);
      if (begin < 0) {
        return new Result.Ok<>(List.copyOf(blocks));
      }
      int labelStart = begin + BEGIN.length();
      int labelEnd = indexOf(text, DASHES.getBytes(StandardCharsets.US_ASCII), labelStart);
      if (labelEnd < 0) {
        return new Result.Refused<>(new Refusal.NotReadable(what, "a PEM block has no label"));
      }
      String label = new String(text, labelStart, labelEnd - labelStart, StandardCharsets.US_ASCII);
      byte[] closing = (END + label + DASHES).getBytes(StandardCharsets.US_ASCII);
      int bodyStart = labelEnd + DASHES.length();
      int bodyEnd = indexOf(text, closing, bodyStart);
      if (bodyEnd < 0) {
        return new Result.Refused<>(
            new Refusal.NotReadable(what, "its PEM block " + label + " has no end"));
      }
      byte[] base64 = withoutSpace(text, bodyStart, bodyEnd);
      try {
        blocks.add(new Block(label, new Content(Base64.getDecoder().decode(base64))));
      } catch (IllegalArgumentException _) {
        return new Result.Refused<>(
            new Refusal.NotReadable(what, "its PEM block " + label + " is not base64"));
      } finally {
        Arrays.fill(base64, (byte) 0);
      }
      at = bodyEnd + closing.length;
    }
  }

  private static byte[] withoutSpace(byte[] text, int from, int to) {
    byte[] kept = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (text[i] != '\n' && text[i] != '\r' && text[i] != ' ' && text[i] != '\t') {
        kept[length++] = text[i];
      }
    }
    byte[] exact = Arrays.copyOf(kept, length);
    Arrays.fill(kept, (byte) 0);
    return exact;
  }

  private static int indexOf(byte[] text, byte[] wanted, int from) {
    for (int i = from; i <= text.length - wanted.length; i++) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  /** Joins and overwrites the parts. */
  static byte[] join(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
      Arrays.fill(part, (byte) 0);
    }
    return joined;
  }
}
