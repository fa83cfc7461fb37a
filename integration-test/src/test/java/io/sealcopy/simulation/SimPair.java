package io.sealcopy.simulation;

import io.sealcopy.protocol.key.KeyId;
import java.util.UUID;

/**
 * What a pair is called at both centres.
 *
 * @param number of the pairs made before it, of the same volumes
 */
record SimPair(int number, UUID group, long epoch, KeyId keyId) {
  /** The first that is made. */
  static final SimPair FIRST = new SimPair(0, new UUID(0x11, 0x12), 1, new KeyId(0x31, 0x32));

  /** The one that the other centre makes after a take-over. */
  SimPair back() {
    return new SimPair(
        number + 1, new UUID(0x11, 0x13 + number), epoch + 1, new KeyId(0x31, 0x33 + number));
  }

  /** Of the P-VOL that is member {@code index}. */
  UUID volumeId(int index) {
    return new UUID(0x21 + number, 0x22 + index);
  }
}
