package io.sealcopy.bench.row;

/** A measurement that cannot be made or does not count, and why. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A failure in words for people. */
  public BenchException(String message) {
    super(message);
  }

  /** A failure in words for people, and what it came from. */
  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
