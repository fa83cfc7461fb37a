package io.sealcopy.simulation;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The checkers are worth something: what is broken on purpose is found. */
@Tag("long")
class PlantedBugTest {
  /** The rarest is met by one seed in some hundreds; the others within a few. */
  private static final int SEEDS = 1_000;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void plantedBugIsFound(PlantedBug bug) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (SimulationRun.of(seed, bug).failure() != null) {
        return;
      }
    }
    throw new AssertionError(SEEDS + " seeds did not find the planted bug " + bug);
  }
}
