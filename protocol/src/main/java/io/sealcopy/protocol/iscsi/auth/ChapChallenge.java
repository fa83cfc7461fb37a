package io.sealcopy.protocol.iscsi.auth;

import io.sealcopy.protocol.iscsi.text.BinaryValue;
import java.util.random.RandomGenerator;

/**
 * A challenge with its identifier.
 *
 * @param identifier 0 to 255
 * @param bytes 1 to 1024 random bytes, never used twice
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by MessageDigest.isEqual, never by equals.
public record ChapChallenge(int identifier, byte[] bytes) {
  /** Bytes: as long as the longest response. */
  public static final int LENGTH = 32;

  public ChapChallenge {
    if (identifier < 0 || identifier > 255 || bytes.length < 1) {
      throw new IllegalArgumentException("no challenge: identifier " + identifier);
    }
    if (bytes.length > BinaryValue.MAX_LENGTH) {
      throw new IllegalArgumentException("a challenge of " + bytes.length + " bytes");
    }
    bytes = bytes.clone();
  }

  /** From a cryptographic source of randomness. */
  public static ChapChallenge random(RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new ChapChallenge(random.nextInt(256), bytes);
  }
}
