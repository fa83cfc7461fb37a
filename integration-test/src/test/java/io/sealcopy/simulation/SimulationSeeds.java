package io.sealcopy.simulation;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Runs many seeds, as many at a time as there are processors, with a line now and then. */
final class SimulationSeeds {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long count;
  private final boolean shown;
  private final long start = System.nanoTime();
  private final SortedSet<String> met = new TreeSet<>();
  private long next = start + PROGRESS_NANOS;
  private long passed;
  private long events;
  private long steps;

  private SimulationSeeds(long count, boolean shown) {
    this.count = count;
    this.shown = shown;
  }

  /**
   * Runs the seeds from {@code first} on; the first that fails ends it.
   *
   * @param shown whether progress is printed
   * @return what the runs met
   */
  static SortedSet<String> pass(long first, long count, boolean shown) {
    SimulationSeeds seeds = new SimulationSeeds(count, shown);
    Optional<SimulationRun> failed =
        LongStream.range(first, first + count)
            .parallel()
            .mapToObj(seed -> SimulationRun.of(seed, PlantedBug.NONE))
            .filter(run -> !seeds.passed(run))
            .findAny();
    if (failed.isPresent()) {
      throw failed.get().report();
    }
    seeds.tell();
    return seeds.met;
  }

  private synchronized boolean passed(SimulationRun run) {
    if (run.failure() != null) {
      return false;
    }
    passed++;
    events += run.events();
    steps += run.steps();
    met.addAll(run.met());
    if (System.nanoTime() - next > 0) {
      next = System.nanoTime() + PROGRESS_NANOS;
      tell();
    }
    return true;
  }

  private synchronized void tell() {
    if (shown) {
      double seconds = Math.max(System.nanoTime() - start, 1) / 1e9;
      System.out.printf(
          "simulation: %d of %d seeds passed, %.0f s, %.0f steps/s, %.0f events/s%n",
          passed, count, seconds, steps / seconds, events / seconds);
    }
  }
}
