package io.sealcopy.config;

import java.util.Optional;

/**
 * CHAP between one initiator and one target (RFC 7143 §12.1.3).
 *
 * @param user the name by which the initiator proves itself to the target
 * @param secret what it proves to know, at least 12 bytes
 * @param mutual how the target proves itself to the initiator; empty: one-way
 */
public record ChapConfig(String user, Secret secret, Optional<Mutual> mutual) {
  /** The target's own name and secret; the secret differs from the initiator's. */
  public record Mutual(String user, Secret secret) {}
}
