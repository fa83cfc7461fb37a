package io.sealcopy.bench.micro;

import io.sealcopy.target.scsi.ranges.BlockRanges;
import io.sealcopy.target.scsi.ranges.Hold;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A command takes and gives back the range of its blocks, 31 others being under way. */
@State(Scope.Thread)
public class RangeLoops {
  private static final int OTHERS = 31;
  private static final int BLOCKS = 8;

  private final BlockRanges ranges = new BlockRanges();
  private final Counting hold = new Counting();
  private final Object lock = new Object();
  private long lba;

  /** The others have begun. */
  public RangeLoops() {
    IntStream.range(0, OTHERS)
        .forEach(i -> {
          Counting other = new Counting();
          other.cover((long) i * BLOCKS, BLOCKS);
          ranges.run(other);
        });
  }

  /** An ordinary command. */
  @Benchmark
  public long shared() {
    lba += BLOCKS;
    hold.cover(lba, BLOCKS);
    ranges.run(hold);
    ranges.leave(hold);
    return hold.entered;
  }

  /** A command that must not be interrupted, beyond the ranges of the others. */
  @Benchmark
  public long alone() {
    lba += BLOCKS;
    hold.cover(lba + OTHERS * BLOCKS, BLOCKS);
    ranges.runAlone(hold);
    ranges.leave(hold);
    return hold.entered;
  }

  /** The least: a lock that nobody else wants is taken twice. */
  @Benchmark
  public long bareLock() {
    synchronized (lock) {
      lba += BLOCKS;
    }
    synchronized (lock) {
      hold.entered++;
    }
    return hold.entered;
  }

  private static final class Counting extends Hold {
    private long entered;

    @Override
    protected void entered() {
      entered++;
    }
  }
}
