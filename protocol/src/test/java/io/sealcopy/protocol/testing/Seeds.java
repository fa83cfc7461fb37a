package io.sealcopy.protocol.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a test body with generators of printed seeds. {@code -Dsealcopy.seed=N} replays one seed,
 * {@code -Dsealcopy.seeds=N} asks for N fresh ones instead of what the test says.
 */
public final class Seeds {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private Seeds() {}

  /** A test body; {@code seed} is for messages. */
  @FunctionalInterface
  public interface Body {
    /** Runs once. */
    void run(RandomGenerator random, long seed) throws Exception;
  }

  /** The generator that belongs to {@code seed}, the same on every machine. */
  public static RandomGenerator generator(long seed) {
    return FACTORY.create(seed);
  }

  /**
   * Runs {@code body} for {@code count} fresh seeds.
   *
   * @throws AssertionError with the seed in its message when the body fails in any way
   */
  public static void forEach(int count, Body body) {
    Long replay = Long.getLong("sealcopy.seed");
    if (replay != null) {
      run(replay, body);
      return;
    }
    long first = System.nanoTime() ^ (ProcessHandle.current().pid() << 40);
    RandomGenerator seeds = generator(first);
    int runs = Integer.getInteger("sealcopy.seeds", count);
    for (int i = 0; i < runs; i++) {
      run(seeds.nextLong(), body);
    }
  }

  private static void run(long seed, Body body) {
    try {
      body.run(generator(seed), seed);
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "failed with seed %d (replay: -Dsealcopy.seed=%d): %s".formatted(seed, seed, failure),
          failure);
    }
  }
}
