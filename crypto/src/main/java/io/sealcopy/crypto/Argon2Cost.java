package io.sealcopy.crypto;

/**
 * What it costs to try one passphrase with Argon2id (RFC 9106).
 *
 * @param memoryKib memory in KiB, at least 8 a lane, at most {@link #MAX_MEMORY_KIB}
 * @param iterations passes over the memory, 1 to {@link #MAX_ITERATIONS}
 * @param parallelism lanes, 1 to {@link #MAX_PARALLELISM}
 */
public record Argon2Cost(int memoryKib, int iterations, int parallelism) {
  /** RFC 9106 §4, second recommended option: 64 MiB, three passes, four lanes. */
  public static final Argon2Cost DEFAULT = new Argon2Cost(64 * 1024, 3, 4);

  /** What a key file may ask of whoever opens it: 256 MiB. */
  public static final int MAX_MEMORY_KIB = 256 * 1024;

  /** The most passes a key file may ask for. */
  public static final int MAX_ITERATIONS = 16;

  /** The most lanes a key file may ask for. */
  public static final int MAX_PARALLELISM = 16;

  private static final int KIB_PER_LANE = 8;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter that is out of range
   */
  public Argon2Cost {
    String problem = problem(memoryKib, iterations, parallelism);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** What is wrong with these numbers, or the empty string. */
  static String problem(int memoryKib, int iterations, int parallelism) {
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      return "Argon2id parallelism is 1 to " + MAX_PARALLELISM + ", not " + parallelism;
    }
    if (memoryKib < KIB_PER_LANE * parallelism || memoryKib > MAX_MEMORY_KIB) {
      return "Argon2id memory is 8 KiB a lane to " + MAX_MEMORY_KIB + " KiB, not " + memoryKib;
    }
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      return "Argon2id iterations are 1 to " + MAX_ITERATIONS + ", not " + iterations;
    }
    return "";
  }
}
