package io.sealcopy.protocol.iscsi.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Collects the text of PDUs that belong together (C bit), in which a pair may be cut anywhere. RFC
 * 7143 §6.2. Not thread-safe.
 */
public final class TextAssembler {
  private final TextLimits limits;
  private byte[] text = new byte[0];
  private int length;

  public TextAssembler(TextLimits limits) {
    this.limits = limits;
  }

  /** Takes all remaining bytes of a data segment; a problem if that is more than the limit. */
  public Optional<TextProblem> append(ByteBuffer segment) {
    int more = segment.remaining();
    if (more > limits.maxBytes() - length) {
      return Optional.of(new TextProblem("", "more than " + limits.maxBytes() + " bytes of text"));
    }
    if (length + more > text.length) {
      text = Arrays.copyOf(text, Math.min(limits.maxBytes(), Math.max(length + more, 2 * length)));
    }
    segment.get(text, length, more);
    length += more;
    return Optional.empty();
  }

  /** Bytes collected since the last {@link #finish}. */
  public int length() {
    return length;
  }

  /** Parses what was collected, and starts anew. */
  public ParsedText finish() {
    ParsedText parsed = TextParameters.parse(ByteBuffer.wrap(text, 0, length), limits);
    // Text may hold credentials: do not leave them for the next exchange to find.
    Arrays.fill(text, (byte) 0);
    length = 0;
    return parsed;
  }
}
