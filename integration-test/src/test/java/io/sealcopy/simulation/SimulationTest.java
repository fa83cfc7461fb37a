package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dsealcopy.seed=N} replays one seed; {@code -Dsealcopy.seeds=N} and {@code
 * -Dsealcopy.from=S} choose how many, and which.
 */
class SimulationTest {
  private static final int SEEDS = 200;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Test
  void rulesHoldInEveryRun() {
    Long only = Long.getLong("sealcopy.seed");
    long first = only == null ? Long.getLong("sealcopy.from", 1) : only;
    long count = only == null ? Long.getLong("sealcopy.seeds", SEEDS) : 1;
    Progress progress = new Progress(count);
    for (long seed = first; seed < first + count; seed++) {
      SimulationRun run = SimulationRun.of(seed, PlantedBug.NONE);
      if (run.failure() != null) {
        throw run.report();
      }
      progress.passed(run);
    }
    progress.end();
    assertThat(progress.runs).isEqualTo(count);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 1; seed <= 3; seed++) {
      SimulationRun run = SimulationRun.of(seed, PlantedBug.NONE);
      assertThat(SimulationRun.of(seed, PlantedBug.NONE)).isEqualTo(run);
      assertThat(run.events()).isPositive();
    }
  }

  @Test
  void theRunsMeetEverythingThatMatters() {
    Set<String> met = new TreeSet<>();
    for (long seed = 1; seed <= 40; seed++) {
      met.addAll(SimulationRun.of(seed, PlantedBug.NONE).met());
    }
    assertThat(met)
        .contains("COPY", "PAIR", "PFUS", "PSUS", "PSUE")
        .contains("link AWAY", "link FULL", "WRITE", "late WRITE")
        .contains("decryptor's WRITE taken", "decryptor's WRITE refused")
        .contains("host is told Protected", "host is told Away")
        .contains("remote replays")
        .contains("taken over", "link fenced", "host at the remote");
  }

  /** A line now and then, when somebody watches. */
  private static final class Progress {
    private final boolean shown = Boolean.getBoolean("sealcopy.progress");
    private final long count;
    private final long start = System.nanoTime();
    private long next = start + PROGRESS_NANOS;
    private long runs;
    private long events;
    private long steps;

    Progress(long count) {
      this.count = count;
    }

    void passed(SimulationRun run) {
      runs++;
      events += run.events();
      steps += run.steps();
      if (System.nanoTime() - next > 0) {
        next = System.nanoTime() + PROGRESS_NANOS;
        end();
      }
    }

    void end() {
      if (shown) {
        double seconds = Math.max(System.nanoTime() - start, 1) / 1e9;
        System.out.printf(
            "%d of %d seeds passed, %.0f s, %.0f steps/s, %.0f events/s%n",
            runs, count, seconds, steps / seconds, events / seconds);
      }
    }
  }
}
