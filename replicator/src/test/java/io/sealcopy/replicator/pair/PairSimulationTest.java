package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.replicator.pair.PairSimulation.Bug;
import io.sealcopy.replicator.pair.PairSimulation.RuleBroken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Seeded: {@code -Dsealcopy.seed=N} replays one, {@code -Dsealcopy.seeds=N} runs more. */
class PairSimulationTest {
  private static final int STEPS = 4000;

  @Test
  void ourRemoteIsAlwaysAPrefixAndNothingIsLost() {
    runAll(false);
  }

  @Test
  void foreignTargetKeepsDependentOrderAndNothingIsLost() {
    runAll(true);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void plantedBugIsFound(Bug bug) {
    for (long seed = 1; seed <= 300; seed++) {
      if (failure(seed, false, bug) != null) {
        return;
      }
    }
    throw new AssertionError("300 seeds did not find the planted bug " + bug);
  }

  private static void runAll(boolean foreign) {
    Long only = Long.getLong("sealcopy.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? Integer.getInteger("sealcopy.seeds", 300) : only;
    for (long seed = first; seed <= last; seed++) {
      Throwable failure = failure(seed, foreign, Bug.NONE);
      if (failure != null) {
        throw new AssertionError(
            "seed %d (replay with -Dsealcopy.seed=%d): %s"
                .formatted(seed, seed, failure.getMessage()),
            failure);
      }
    }
    assertThat(last).isGreaterThanOrEqualTo(first);
  }

  private static @Nullable RuntimeException failure(long seed, boolean foreign, Bug bug) {
    try {
      new PairSimulation(seed, foreign, bug).run(STEPS);
      return null;
    } catch (RuleBroken e) {
      return e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
