package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairSimulation.RuleBroken;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Seeded: {@code -Dsealcopy.seed=N} replays one, {@code -Dsealcopy.seeds=N} runs more. */
class StackedPairsSimulationTest {
  private static final int STEPS = 4000;

  @Test
  void eachRemoteIsAPrefixAndNothingIsLostWhateverStandsAbove() throws IOException {
    Long only = Long.getLong("sealcopy.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? Integer.getInteger("sealcopy.seeds", 100) : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        new StackedPairsSimulation(seed, false).run(STEPS);
      } catch (RuleBroken e) {
        throw new AssertionError(
            "seed %d (replay with -Dsealcopy.seed=%d): %s".formatted(seed, seed, e.getMessage()),
            e);
      }
    }
    assertThat(last).isGreaterThanOrEqualTo(first);
  }

  @Test
  void plantedBugIsFound() throws IOException {
    for (long seed = 1; seed <= 100; seed++) {
      try {
        new StackedPairsSimulation(seed, true).run(STEPS);
      } catch (RuleBroken _) {
        return;
      }
    }
    throw new AssertionError("100 seeds did not find the planted bug");
  }
}
