package io.sealcopy.replicator.pair;

import io.sealcopy.replicator.pair.PairOptions.Fence;
import io.sealcopy.replicator.pair.PairOptions.Mode;
import io.sealcopy.replicator.pair.PairOptions.WhenFull;
import java.util.random.RandomGenerator;

/** How a simulated pair works. */
final class SimOptions {
  private SimOptions() {}

  /** Half of the pairs are what pairs usually are. */
  static PairOptions of(RandomGenerator random) {
    WhenFull whenFull = random.nextInt(3) == 0 ? WhenFull.WAIT : WhenFull.SUSPEND;
    Mode mode = random.nextBoolean() ? Mode.SYNC : Mode.ASYNC;
    Fence[] fences = Fence.values();
    return of(mode, fences[random.nextInt(fences.length)], whenFull, 10L << random.nextInt(6));
  }

  static PairOptions of(Mode mode, Fence fence, WhenFull whenFull, long syncTimeoutMillis) {
    PairOptions usual = PairOptions.DEFAULT;
    return new PairOptions(
        usual.link(),
        1,
        mode,
        fence,
        whenFull,
        usual.holes(),
        usual.seal(),
        usual.copyRate(),
        usual.idleFirst(),
        syncTimeoutMillis,
        usual.whenFenced());
  }

  static PairOptions with(PairOptions options, Mode mode, Fence fence) {
    return of(mode, fence, options.whenFull(), options.syncTimeoutMillis());
  }
}
