package io.sealcopy.target.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.target.iscsi.Wire.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingsTest {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(4 * MIB, 4);

  private Holdings connection() {
    return new Holdings(budget, 2 * MIB);
  }

  @Test
  void aConnectionHasACapOfItsOwn() {
    Holdings one = connection();
    assertThat(one.claim(MIB, Use.GATHERED)).isTrue();
    assertThat(one.claim(MIB - KIB, Use.SCRATCH)).isTrue();
    assertThat(one.claim(2 * KIB, Use.SCRATCH)).isFalse();
    assertThat(budget.refusals()).isEqualTo(1);
    one.release(MIB, Use.GATHERED);
    assertThat(one.claim(2 * KIB, Use.SCRATCH)).isTrue();
  }

  @Test
  void whoTakesAllThatIsLeftLeavesEveryOtherItsShare() {
    List<Holdings> greedy = List.of(connection(), connection(), connection());
    for (Holdings each : greedy) {
      while (each.claim(64 * KIB, Use.GATHERED)) {
        // As much as it is given.
      }
    }
    assertThat(budget.held()).isBetween(3L * MIB, 4L * MIB);
    Holdings modest = connection();
    assertThat(modest.congested()).isFalse();
    assertThat(modest.claim(384 * KIB, Use.DATA_IN)).isTrue();
    assertThat(budget.held()).isLessThanOrEqualTo(4L * MIB);
  }

  /** Data-In that leaves in parts is held as a whole until the last of them has left. */
  @Test
  void partsOfABufferKeepAllOfIt() {
    Holdings one = connection();
    assertThat(one.claim(MIB, Use.DATA_IN)).isTrue();
    one.sendsInParts(MIB);
    one.release(MIB, Use.DATA_IN);
    one.queued(64 * KIB);
    one.settle();
    assertThat(budget.held()).isEqualTo(MIB + 64 * KIB);
    one.queued(0);
    one.settle();
    assertThat(budget.held()).isZero();
  }

  @Test
  void whoHoldsWhatOthersLackAndMovesNothingIsFound() {
    Holdings slow = connection();
    Holdings busy = connection();
    assertThat(slow.claim(2 * MIB, Use.GATHERED)).isTrue();
    assertThat(busy.claim(MIB, Use.GATHERED)).isTrue();
    assertThat(slow.hoards() || busy.hoards()).as("nobody lacks anything").isFalse();
    assertThat(connection().claim(MIB, Use.DATA_IN)).isFalse();
    slow.received(15);
    busy.received(MIB);
    assertThat(busy.hoards()).isFalse();
    assertThat(slow.hoards()).isTrue();
    assertThat(slow.hoards()).as("nobody was refused since").isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverMoreThanTheCapAndNothingIsLeftAtTheEnd(long seed) {
    Random random = new Random(seed);
    List<Holdings> connections = List.of(connection(), connection(), connection(), connection());
    List<Use> uses = List.of(Use.values());
    List<Runnable> releases = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Holdings one = connections.get(random.nextInt(4));
      Use use = uses.get(random.nextInt(uses.size()));
      int bytes = 1 + random.nextInt(512 * KIB);
      if (random.nextInt(3) > 0 && one.claim(bytes, use)) {
        releases.add(() -> one.release(bytes, use));
      } else if (!releases.isEmpty()) {
        releases.remove(random.nextInt(releases.size())).run();
        one.settle();
      }
      assertThat(budget.held()).isBetween(0L, 4L * MIB);
    }
    releases.forEach(Runnable::run);
    connections.forEach(Holdings::close);
    assertThat(budget.held()).isZero();
    assertThat(budget.tight()).isFalse();
  }
}
