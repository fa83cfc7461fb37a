package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.protocol.testing.Seeds;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kill -9} of main centre, remote centre and decryptor at any time, under load. After each,
 * what the remote centre has is decrypted and held against what hosts were told (rules 1, 2 and 4).
 * {@code scripts/kill-rounds} runs more rounds.
 */
@Tag("system")
class KilledAnywhereTest {
  private static final long SIZE = 32 << 20;
  private static final int ROUNDS = Integer.getInteger("sealcopy.rounds", 10);
  private static final int HOSTS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Set<String> IMAGE = Set.of("PAIR", "PFUL");

  @RegisterExtension final Scratch scratch = new Scratch();

  private int strict;

  @Test
  void nothingAcknowledgedIsLost() {
    Seeds.forEach(1, this::run);
  }

  private void run(RandomGenerator random, long seed) throws Exception {
    System.out.println("KilledAnywhereTest: seed " + seed);
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    try (Load load = Load.start(SIZE, 512, HOSTS, seed, pair::host)) {
      load.awaitFurther(50);
      for (int round = 1; round <= ROUNDS; round++) {
        disaster(pair, load, random, round);
        load.awaitFurther(random.nextInt(20, 300));
        System.out.printf("round %d of %d: %d writes%n", round, ROUNDS, load.good());
      }
      load.stop();
      assertThat(load.good()).isGreaterThan(ROUNDS * 20L);
      pair.awaitPair();
      pair.flush();
      load.assertIn(pair.main.volumeFile());
      pair.main.kill();
      pair.decrypt().expectOk();
      load.assertIn(pair.remote.copyFile());
    }
    assertThat(pair.ciphertextBlocks()).isZero();
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
    assertThat(strict).as("rounds in which the pair was PAIR").isPositive();
  }

  private void disaster(SealedPair pair, Load load, RandomGenerator random, int round)
      throws Exception {
    boolean wait = random.nextInt(4) > 0;
    if (wait) {
      Scratch.await("PAIR", PATIENCE, () -> IMAGE.contains(state(pair)));
      load.awaitFurther(random.nextInt(100));
    }
    long floor = random.nextBoolean() && wait ? flushed(pair) : Long.MIN_VALUE;
    Scratch.pause(random.nextInt(200));
    boolean image = IMAGE.contains(state(pair));
    boolean mainFirst = random.nextBoolean();
    (mainFirst ? pair.main : pair.remote).kill();
    Scratch.pause(random.nextInt(300));
    (mainFirst ? pair.remote : pair.main).kill();
    Drill drill = new Drill(scratch, pair, "drill-" + round);
    pair.remote.launch();
    Scratch.pause(random.nextInt(300));
    pair.main.launch();
    drill.decrypt(random);
    pair.main.awaitReady();
    pair.remote.awaitReady();
    if (image) {
      strict++;
      load.history().assertPrefix(drill.image(), floor);
    } else {
      load.history().assertEachCell(drill.image(), floor);
    }
    drill.remove();
  }

  private static String state(SealedPair pair) {
    return pair.main.api("GET", "/v1/pairs/data").text("state");
  }

  /** All that was acknowledged before the time returned is durable at the remote. */
  private static long flushed(SealedPair pair) {
    long floor = System.nanoTime();
    JsonObject done = pair.main.api("POST", "/v1/pairs/data/flush?timeout=60");
    assertThat(done.flag("done")).isTrue();
    return floor;
  }
}
