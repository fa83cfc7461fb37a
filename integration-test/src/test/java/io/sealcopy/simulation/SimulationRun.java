package io.sealcopy.simulation;

import java.io.IOException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of one seed.
 *
 * @param steps how many there were
 * @param events that the cores took
 * @param trace the last events
 * @param met what happened that is worth having happened
 * @param failure what broke; null when nothing did
 */
record SimulationRun(
    long seed,
    long steps,
    long events,
    String trace,
    SortedSet<String> met,
    @Nullable Exception failure) {
  private static final int STEPS = 1500;

  static SimulationRun of(long seed, PlantedBug bug) {
    Simulation simulation = Simulation.of(seed, bug);
    @Nullable Exception failure = null;
    try {
      simulation.run(STEPS);
    } catch (RuntimeException | IOException e) {
      failure = e;
    }
    return new SimulationRun(
        seed,
        simulation.steps(),
        simulation.events(),
        simulation.trace().tail(),
        simulation.trace().met(),
        failure);
  }

  /** The failure with all that is needed to understand it. */
  AssertionError report() {
    return new AssertionError(
        "seed %d, step %d: %s%nreplay: scripts/sim --seed %d%nthe last events:%n%s"
            .formatted(seed, steps, failure == null ? "passed" : failure.toString(), seed, trace),
        failure);
  }
}
