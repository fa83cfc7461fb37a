package io.sealcopy.protocol.iscsi.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Hash algorithms of CHAP, numbers of IANA's "PPP Authentication Algorithms", best first. */
public enum ChapAlgorithm {
  SHA3_256(8, "SHA3-256", 32),
  SHA_256(7, "SHA-256", 32),
  SHA_1(6, "SHA-1", 20),
  MD5(5, "MD5", 16);

  private final int number;
  private final String jdkName;
  private final int length;

  ChapAlgorithm(int number, String jdkName, int length) {
    this.number = number;
    this.jdkName = jdkName;
    this.length = length;
  }

  /** The number of CHAP_A. */
  public int number() {
    return number;
  }

  /** Bytes of a response. */
  public int length() {
    return length;
  }

  public static Optional<ChapAlgorithm> of(int number) {
    for (ChapAlgorithm algorithm : values()) {
      if (algorithm.number == number) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** RFC 1994 §4.1: the hash of identifier, secret and challenge. */
  byte[] response(int identifier, ChapSecret secret, byte[] challenge) {
    try {
      MessageDigest digest = MessageDigest.getInstance(jdkName);
      digest.update((byte) identifier);
      secret.update(digest);
      return digest.digest(challenge);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks " + jdkName, e);
    }
  }
}
