package io.sealcopy.bench.load;

import io.sealcopy.bench.peer.SealedPair;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.util.List;

/**
 * Writes of a host to a paired volume. Processor time counts until everything is durable at the
 * remote centre, so that nothing is saved by being late; and a round counts only if the pair is
 * still one after it, so that no change went round the journal.
 */
public final class PairedWrites implements Measured {
  private final SealedPair pair;
  private final QemuBench bench;
  private final boolean untilDurable;
  private double rate;

  private PairedWrites(SealedPair pair, QemuBench bench, boolean untilDurable) {
    this.pair = pair;
    this.bench = bench;
    this.untilDurable = untilDurable;
  }

  /** As the host sees it. */
  public static PairedWrites seenByHost(SealedPair pair, QemuBench bench) {
    return new PairedWrites(pair, bench, false);
  }

  /** Until the last change is durable at the remote centre. */
  public static PairedWrites untilDurable(SealedPair pair, QemuBench bench) {
    return new PairedWrites(pair, bench, true);
  }

  @Override
  public Sample measure(Effort effort) throws InterruptedException {
    List<String> urls = List.of(pair.main().url());
    if (rate == 0) {
      long first = bench.warmUp(effort);
      rate = first / Math.max(bench.seconds(urls, first), 1e-3);
      pair.flush();
    }
    long operations = Math.max(1, (long) (rate * effort.seconds()));
    double before = pair.main().cpuSeconds();
    long begin = System.nanoTime();
    double seconds = bench.seconds(urls, operations);
    pair.flush();
    double all = (System.nanoTime() - begin) / 1e9;
    double cpu = pair.main().cpuSeconds() - before;
    pair.expectPair();
    rate = operations / seconds;
    return Sample.of(operations, bench.length(), untilDurable ? all : seconds, cpu);
  }
}
