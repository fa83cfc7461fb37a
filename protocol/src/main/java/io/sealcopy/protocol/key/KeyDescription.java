package io.sealcopy.protocol.key;

import java.util.UUID;

/**
 * What a key record says about its key.
 *
 * @param groupId the consistency group
 * @param direction which way the key seals
 * @param pairEpoch rises at every take-over; 0 or more
 * @param keyId the key's name
 * @param generation the number people use; 1 to {@link #MAX_GENERATION}, never reused within a
 *     group and direction
 * @param firstSequence the first sequence number sealed under the key; 0 or more
 * @param suite id of the suite, 1 to 255; this format does not judge it
 * @param createdAtMillis milliseconds since 1970-01-01 UTC; 0 or more
 * @param previous SHA-256 of the previous key record of this group and direction as encoded, {@link
 *     Sha256#NONE} for the first
 */
public record KeyDescription(
    UUID groupId,
    Direction direction,
    long pairEpoch,
    KeyId keyId,
    int generation,
    long firstSequence,
    int suite,
    long createdAtMillis,
    Sha256 previous) {
  /** The encryption table keeps 30 bits of a generation. */
  public static final int MAX_GENERATION = (1 << 30) - 1;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public KeyDescription {
    require(pairEpoch >= 0, "pair epoch", pairEpoch);
    require(generation >= 1 && generation <= MAX_GENERATION, "generation", generation);
    require(firstSequence >= 0, "first sequence", firstSequence);
    require(suite >= 1 && suite <= 255, "suite", suite);
    require(createdAtMillis >= 0, "creation time", createdAtMillis);
  }

  private static void require(boolean inRange, String field, long value) {
    if (!inRange) {
      throw new IllegalArgumentException(field + " of a key record out of range: " + value);
    }
  }
}
