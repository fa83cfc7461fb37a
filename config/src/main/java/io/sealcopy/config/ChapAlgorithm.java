package io.sealcopy.config;

/** The CHAP_A values of RFC 7143 §12.1.3 and of the IANA registry, strongest first. */
public enum ChapAlgorithm {
  SHA3_256(8),
  SHA_256(7),
  SHA_1(6),
  MD5(5);

  private final int number;

  ChapAlgorithm(int number) {
    this.number = number;
  }

  /** The number in CHAP_A. */
  public int number() {
    return number;
  }
}
