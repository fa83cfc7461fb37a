package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.PageCache;
import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads of 4 KiB all over a volume, none twice, whose file is out of the page cache when a round
 * begins.
 *
 * @param file behind the volume
 * @param url of the volume
 * @param bytes length of the volume
 */
public record ColdReads(Lab lab, Served served, Path file, String url, long bytes) {
  private static final int LENGTH = 4096;
  private static final int DEPTH = 32;

  /** Far enough that no read ahead hits, and prime to every number of 4 KiB blocks 2^n. */
  private static final long STEP = 104_729L * LENGTH;

  private static final int FIRST = 500;

  /** One side of a row: how fast they are. */
  public Measured alone() {
    Pace pace = new Pace();
    return effort -> reads(effort, pace);
  }

  /**
   * One side of a row: how long reads of another unit, which is in the page cache, take meanwhile,
   * one at a time.
   */
  public Measured beside(Hosts hosts, long cached) {
    Pace pace = new Pace();
    OwnInitiator others = OwnInitiator.reads(LENGTH, 1, cached).anywhere();
    return effort -> {
      Commands commands = others.start(hosts);
      Sample cold;
      try {
        cold = reads(effort, pace);
      } finally {
        commands.stop();
      }
      return Sample.of(Figure.P99, commands.micros(99)).with(Figure.RATE, cold.value(Figure.RATE));
    };
  }

  /** How many a second there were in the last round, 0 before the first. */
  private static final class Pace {
    private double rate;
  }

  private Sample reads(Effort effort, Pace pace) throws InterruptedException {
    QemuBench bench = QemuBench.reads(lab, LENGTH, DEPTH).step(STEP % bytes);
    if (pace.rate == 0) {
      PageCache.evict(lab, file);
      pace.rate = FIRST / bench.seconds(List.of(url), FIRST);
    }
    long most = bytes / LENGTH;
    long operations = Math.clamp((long) (pace.rate * effort.seconds()), FIRST, most);
    PageCache.evict(lab, file);
    double before = served.cpuSeconds();
    double seconds = bench.seconds(List.of(url), operations);
    pace.rate = operations / seconds;
    return Sample.of(operations, LENGTH, seconds, served.cpuSeconds() - before);
  }
}
