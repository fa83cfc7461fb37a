package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.ColdReads;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.IscsiPerf;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.peer.Tgt;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;

/** Reads all over a volume, in the page cache and out of it. */
public final class Cold implements Suite {
  private static final String TGT = "tgt";
  private static final int LENGTH = 4096;
  private static final int DEPTH = 32;

  @Override
  public String name() {
    return "cold";
  }

  @Override
  public String title() {
    return "Random reads, in the page cache and out of it, against tgt";
  }

  @Override
  public String remarks() {
    return """
    4 KiB, placed freely by the kernel. In the page cache: libiscsi's `iscsi-perf -r`, depth 32. \
    Cold: before each round the volume's file is taken out of the page cache (posix_fadvise, and \
    asked of the kernel whether it is gone), then `qemu-img bench` reads at depth 32 with a step \
    that is prime to the volume's length, so no block is read twice and none is read ahead.
    "Beside it": another session (our initiator, depth 1, random) reads a second volume of the \
    same target that is wholly in the page cache, while the cold reads run.\
    """;
  }

  @Override
  public List<String> rows() {
    return List.of("random-4k", "random-4k-d1", "cold-4k", "cold-beside");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes();
    long small = Math.min(size, 64 << 20);
    Path file = VolumeFile.filled(lab.path("ours.img"), size);
    Path warm = VolumeFile.filled(lab.path("ours-warm.img"), small);
    Path theirs = VolumeFile.filled(lab.path("tgt.img"), size);
    Path theirsWarm = VolumeFile.filled(lab.path("tgt-warm.img"), small);
    Settings settings = Settings.PLAIN.file("data", file, size).file("warm", warm, small);
    try (Centre ours = Centre.start(lab, Centre.Kind.MAIN, "cold", settings);
        Tgt tgt = Tgt.start(lab, Placement.FREE, List.of(theirs, theirsWarm))) {
      QemuBench.reads(lab, LENGTH, DEPTH).warmUp(ours, rounds.effort().warmUp());
      cached(lab, rounds, ours, tgt);
      ColdReads cold = new ColdReads(lab, ours, file, ours.url(), size);
      ColdReads others = new ColdReads(lab, tgt, theirs, tgt.url(), size);
      rounds.compare(
          Row.of("cold-4k", "cold, depth 32", TGT, Goal.rate(1.5)), cold.alone(), others.alone());
      if (rounds.wanted("cold-beside")) {
        try (Hosts beside = Hosts.at(ours.url(1));
            Hosts theirBeside = Hosts.at(tgt.url(2))) {
          OwnInitiator reads = OwnInitiator.reads(LENGTH, 1, small).anywhere();
          reads.warmUp(beside, rounds.effort());
          reads.warmUp(theirBeside, rounds.effort());
          rounds.compare(
              new Row(
                  "cold-beside",
                  "reads of a cached volume beside it; the cold ones' rate",
                  TGT,
                  List.of(Figure.P99, Figure.RATE),
                  List.of(Goal.p99(1.0))),
              cold.beside(beside, small),
              others.beside(theirBeside, small));
        }
      }
    }
  }

  private static void cached(Lab lab, Rounds rounds, Centre ours, Tgt tgt)
      throws InterruptedException {
    IscsiPerf deep = new IscsiPerf(lab, LENGTH, DEPTH);
    rounds.compare(
        Row.of("random-4k", "in the page cache, depth 32", TGT, Goal.rate(1.5)),
        deep.of(ours),
        deep.of(tgt));
    IscsiPerf single = new IscsiPerf(lab, LENGTH, 1);
    rounds.compare(
        Row.shown(
            "random-4k-d1",
            "in the page cache, depth 1",
            TGT,
            Figure.RATE,
            Figure.CPU_PER_OPERATION),
        single.of(ours),
        single.of(tgt));
  }
}
