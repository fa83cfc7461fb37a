package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** So many seeds as only the full check has time for; none of those of {@link SimulationTest}. */
@Tag("system")
class SimulationManySeedsTest {
  private static final long FIRST = 10_001;
  private static final int SEEDS = 2_000;

  @Test
  void rulesHoldInEveryRun() {
    assertThat(SimulationSeeds.pass(FIRST, SEEDS, true)).contains("PAIR");
  }
}
