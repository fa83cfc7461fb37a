package io.sealcopy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dsealcopy.seed=N} replays one seed; {@code -Dsealcopy.seeds=N} and {@code
 * -Dsealcopy.from=S} choose how many, and which.
 */
class SimulationTest {
  private static final int SEEDS = 200;

  @Test
  void rulesHoldInEveryRun() {
    Long only = Long.getLong("sealcopy.seed");
    long first = only == null ? Long.getLong("sealcopy.from", 1) : only;
    long count = only == null ? Long.getLong("sealcopy.seeds", SEEDS) : 1;
    assertThat(SimulationSeeds.pass(first, count, Boolean.getBoolean("sealcopy.progress")))
        .contains("PAIR");
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
    for (long seed = 1; seed <= 200; seed++) {
      met.addAll(SimulationRun.of(seed, PlantedBug.NONE).met());
    }
    assertThat(met)
        .contains("COPY", "PAIR", "PFUS", "PSUS", "PSUE")
        .contains("link AWAY", "link FULL", "WRITE", "late WRITE")
        .contains("decryptor's WRITE taken", "decryptor's WRITE refused")
        .contains("host is told Protected", "host is told Away")
        .contains("verify DONE", "verify STOPPED")
        .contains("resync leaves out what is there")
        .contains("remote replays")
        .contains(
            "taken over",
            "link fenced",
            "host at the remote",
            "image is a mixture",
            "image is whole")
        .contains("swapped", "home again", "a swap copies")
        .contains("a crash while a swap ends the pair", "a crash while a swap binds")
        .contains("a crash while a swap makes the pair")
        .contains("an image is kept", "an image is dropped", "an image is taken over")
        .contains("zeros as they are", "plain copy")
        .contains("sealed link", "several connections", "record", "late record", "early record")
        .contains("a record comes again", "one connection of several is cut")
        .contains("a connection is made anew")
        .contains("a bit turns over", "a write strays", "damage is noticed")
        .contains("a write of the copy strays")
        .contains("main restored", "restored main REMOTE_LOST_TRACK", "restored main PAIR");
  }
}
