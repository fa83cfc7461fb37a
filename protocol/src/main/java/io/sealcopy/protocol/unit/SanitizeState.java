package io.sealcopy.protocol.unit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A sanitize operation that has not ended well yet. The format is owned by {@code
 * protocol/spec/unit-state.md}.
 *
 * @param failed it has ended with an error; else it is under way
 * @param unrestrictedExit after an error, EXIT FAILURE MODE ends it (AUSE)
 * @param invert between the passes of an overwrite the pattern is inverted
 * @param passes of an overwrite, 1 to 31; of an erase 1
 * @param pattern repeated over each block by an overwrite; of an erase empty
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record SanitizeState(
    boolean failed,
    Method method,
    boolean unrestrictedExit,
    boolean invert,
    int passes,
    byte[] pattern) {
  /** What is done to the blocks: service actions of SANITIZE, SBC-3 §5.24. */
  public enum Method {
    OVERWRITE(1),
    BLOCK_ERASE(2),
    CRYPTOGRAPHIC_ERASE(3);

    private final int serviceAction;

    Method(int serviceAction) {
      this.serviceAction = serviceAction;
    }

    public int serviceAction() {
      return serviceAction;
    }
  }

  private static final int VERSION = 1;
  private static final int UNDER_WAY = 1;
  private static final int FAILED = 2;
  private static final int UNRESTRICTED_EXIT = 1;
  private static final int INVERT = 2;
  private static final int PATTERN_AT = 8;

  /** An erase. */
  public static SanitizeState erase(Method method, boolean unrestrictedExit) {
    return new SanitizeState(false, method, unrestrictedExit, false, 1, new byte[0]);
  }

  /** The same, ended with an error. */
  public SanitizeState withFailed() {
    return new SanitizeState(true, method, unrestrictedExit, invert, passes, pattern);
  }

  /** The content of the file. */
  public byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(PATTERN_AT + pattern.length);
    bytes.put((byte) VERSION).put((byte) (failed ? FAILED : UNDER_WAY));
    bytes.put((byte) method.serviceAction());
    bytes.put((byte) ((unrestrictedExit ? UNRESTRICTED_EXIT : 0) | (invert ? INVERT : 0)));
    bytes.put((byte) passes).put((byte) 0).putShort((short) pattern.length).put(pattern);
    return bytes.array();
  }

  /** What a content says, or null when it is none of this version. */
  public static @Nullable SanitizeState decode(byte[] content) {
    if (content.length < PATTERN_AT || content[0] != VERSION) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    Method method = null;
    for (Method each : Method.values()) {
      method = each.serviceAction == bytes.get(2) ? each : method;
    }
    int stage = bytes.get(1);
    int passes = bytes.get(4);
    if (method == null
        || (stage != UNDER_WAY && stage != FAILED)
        || passes < 1
        || passes > 31
        || Short.toUnsignedInt(bytes.getShort(6)) != content.length - PATTERN_AT
        || (method == Method.OVERWRITE) != (content.length > PATTERN_AT)) {
      return null;
    }
    byte[] pattern = new byte[content.length - PATTERN_AT];
    bytes.get(PATTERN_AT, pattern);
    int flags = bytes.get(3);
    return new SanitizeState(
        stage == FAILED,
        method,
        (flags & UNRESTRICTED_EXIT) != 0,
        (flags & INVERT) != 0,
        passes,
        pattern);
  }
}
