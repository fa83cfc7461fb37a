package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.BareServer;
import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.BareSealing;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.PairedWrites;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.SealedPair;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.peer.Tgt;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes to a volume that is copied, sealed, to a remote centre on this machine.
 *
 * @param link over which changes cross, as {@code pair create} calls it
 */
public record PairIo(String link) implements Suite {
  private static final int KIB = 1024;
  private static final String PLAIN = "same target, no pair";

  @Override
  public String name() {
    return "pair-io-" + link;
  }

  @Override
  public String title() {
    return "Writes to a paired volume, %s link".formatted(link);
  }

  @Override
  public List<String> rows() {
    return Stream.of(
            "write-256k-tgt",
            "write-64k",
            "write-64k-durable",
            "write-4k",
            "cpu-added",
            "latency-d1",
            "latency-d8")
        .map(this::row)
        .toList();
  }

  private String row(String what) {
    return link + "-" + what;
  }

  @Override
  public String remarks() {
    return """
    An async pair on the `%s` link; main centre, remote centre and host share the two processors. \
    Processor time is the main centre's until everything is durable at the remote centre. A round \
    counts only if
    the pair is still `PAIR` after it: no change went round the journal. *Bare* is one thread \
    that seals the same bytes with AES-256-XTS, writes them once into a preallocated file with a \
    sync each
    MiB, and sends them once over a loopback connection.\
    """
        .formatted(link);
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes();
    Path plain = VolumeFile.filled(lab.path("plain.img"), size);
    Path paired = VolumeFile.filled(lab.path("paired.img"), size);
    Path theirs = VolumeFile.filled(lab.path("tgt.img"), size);
    String journal = rounds.effort().quick() ? "1 GiB" : "8 GiB";
    Settings settings = Settings.PLAIN.file("plain", plain, size);
    try (SealedPair pair = SealedPair.start(lab, "pair", paired, size, journal, options());
        Centre unpaired = Centre.start(lab, Centre.Kind.MAIN, "unpaired", settings);
        Tgt tgt = Tgt.start(lab, Placement.FREE, List.of(theirs));
        BareServer sink = BareServer.start()) {
      // Until the compiler has done with both ways of a write.
      warmUp(QemuBench.writes(lab, 4 * KIB, 32), rounds.effort().warmUp() * 4, pair, unpaired);
      warmUp(QemuBench.writes(lab, 256 * KIB, 8), rounds.effort().warmUp() / 5, pair, unpaired);
      pair.flush();
      writes(lab, rounds, pair, unpaired, tgt);
      QemuBench load = QemuBench.writes(lab, 64 * KIB, 8);
      rounds.compare(
          Row.of(
              row("cpu-added"),
              "processor time that the pair adds, 64 KiB writes",
              "bare XTS, journal write and send",
              Goal.cpuPerGib(1.6)),
          added(PairedWrites.seenByHost(pair, load), load.of(unpaired)),
          new BareSealing(lab.path("bare-journal"), sink));
      latency(rounds, pair, unpaired, size);
    }
  }

  private static void warmUp(QemuBench load, int operations, SealedPair pair, Centre unpaired)
      throws InterruptedException {
    load.warmUp(pair.main(), operations);
    load.warmUp(unpaired, operations);
  }

  private List<String> options() {
    return List.of("--link", link);
  }

  private void writes(Lab lab, Rounds rounds, SealedPair pair, Centre unpaired, Tgt tgt)
      throws InterruptedException {
    QemuBench large = QemuBench.writes(lab, 256 * KIB, 8);
    rounds.compare(
        Row.of(
            row("write-256k-tgt"),
            "256 KiB write, depth 8, paired",
            "tgt, plain write",
            Goal.throughput(0.8),
            Goal.cpuPerGib(0.9)),
        PairedWrites.seenByHost(pair, large),
        large.of(tgt));
    QemuBench medium = QemuBench.writes(lab, 64 * KIB, 8);
    rounds.compare(
        Row.of(row("write-64k"), "64 KiB write, depth 8, paired", PLAIN, Goal.throughput(0.45)),
        PairedWrites.seenByHost(pair, medium),
        medium.of(unpaired));
    rounds.compare(
        Row.shown(
            row("write-64k-durable"),
            "the same, until all of it is durable at the remote",
            PLAIN,
            Figure.THROUGHPUT),
        PairedWrites.untilDurable(pair, medium),
        medium.of(unpaired));
    QemuBench small = QemuBench.writes(lab, 4 * KIB, 32);
    rounds.compare(
        Row.shown(
            row("write-4k"),
            "4 KiB write, depth 32, paired",
            PLAIN,
            Figure.RATE,
            Figure.CPU_PER_OPERATION),
        PairedWrites.seenByHost(pair, small),
        small.of(unpaired));
  }

  private void latency(Rounds rounds, SealedPair pair, Centre unpaired, long size)
      throws InterruptedException {
    try (Hosts hosts = Hosts.one(pair.main());
        Hosts others = Hosts.one(unpaired)) {
      OwnInitiator one = OwnInitiator.writes(4 * KIB, 1, size).anywhere();
      rounds.compare(
          Row.of(row("latency-d1"), "4 KiB random write, depth 1, paired", PLAIN, Goal.p99(1.3)),
          one.of(hosts, pair.main()),
          one.of(others, unpaired));
      OwnInitiator eight = OwnInitiator.writes(4 * KIB, 8, size).anywhere();
      rounds.compare(
          Row.shown(
              row("latency-d8"),
              "4 KiB random write, depth 8, paired",
              PLAIN,
              Figure.P99,
              Figure.RATE),
          eight.of(hosts, pair.main()),
          eight.of(others, unpaired));
      pair.flush();
    }
  }

  private static Measured added(Measured paired, Measured unpaired) {
    return effort -> {
      double without = unpaired.measure(effort).value(Figure.CPU_PER_GIB);
      double with = paired.measure(effort).value(Figure.CPU_PER_GIB);
      return Sample.of(Figure.CPU_PER_GIB, with - without);
    };
  }
}
