package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.VolumeFile;
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

/** Reads and writes of hosts, against Debian's tgtd. */
public final class HostIo implements Suite {
  private static final String TGT = "tgt";
  private static final int KIB = 1024;

  @Override
  public String name() {
    return "host-io";
  }

  @Override
  public String title() {
    return "Reads and writes of hosts, against tgt";
  }

  @Override
  public String remarks() {
    return """
    One file-backed volume each, wholly in the page cache; `qemu-img bench` on loopback, \
    sequential, clients and servers placed freely by the kernel.\
    """;
  }

  @Override
  public List<String> rows() {
    return List.of(
        "read-4k-d32",
        "read-4k-d32-x4",
        "write-4k-d32",
        "read-64k-d8",
        "write-64k-d8",
        "read-256k-d8",
        "write-256k-d8");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes();
    Path file = VolumeFile.filled(lab.path("ours.img"), size);
    Path theirs = VolumeFile.filled(lab.path("tgt.img"), size);
    Settings settings = Settings.PLAIN.file("data", file, size);
    try (Centre ours = Centre.start(lab, Centre.Kind.MAIN, "host-io", settings);
        Tgt tgt = Tgt.start(lab, Placement.FREE, List.of(theirs))) {
      // Until the compiler has done with what reads and writes have in common.
      QemuBench.reads(lab, 4 * KIB, 32).warmUp(ours, rounds.effort().warmUp() * 3);
      QemuBench.writes(lab, 4 * KIB, 32).warmUp(ours, rounds.effort().warmUp() * 3);
      small(lab, rounds, ours, tgt);
      large(lab, rounds, ours, tgt);
    }
  }

  private static void small(Lab lab, Rounds rounds, Centre ours, Tgt tgt)
      throws InterruptedException {
    QemuBench read = QemuBench.reads(lab, 4 * KIB, 32);
    read.compare(
        rounds,
        Row.of(
            "read-4k-d32",
            "4 KiB read, depth 32, one session",
            TGT,
            Goal.rate(2.5),
            Goal.cpu(0.25)),
        ours,
        tgt);
    QemuBench four = read.clients(4);
    four.compare(
        rounds,
        Row.of(
            "read-4k-d32-x4",
            "4 KiB read, depth 32, 4 sessions",
            TGT,
            Goal.rate(3.5),
            Goal.cpu(0.25)),
        ours,
        tgt);
    QemuBench write = QemuBench.writes(lab, 4 * KIB, 32);
    write.compare(
        rounds,
        Row.of("write-4k-d32", "4 KiB write, depth 32", TGT, Goal.rate(2.0), Goal.cpu(0.38)),
        ours,
        tgt);
  }

  private static void large(Lab lab, Rounds rounds, Centre ours, Tgt tgt)
      throws InterruptedException {
    QemuBench read64 = QemuBench.reads(lab, 64 * KIB, 8);
    Figure[] figures = {Figure.THROUGHPUT, Figure.CPU_PER_GIB};
    read64.compare(
        rounds, Row.shown("read-64k-d8", "64 KiB read, depth 8", TGT, figures), ours, tgt);
    QemuBench write64 = QemuBench.writes(lab, 64 * KIB, 8);
    write64.compare(
        rounds, Row.shown("write-64k-d8", "64 KiB write, depth 8", TGT, figures), ours, tgt);
    QemuBench read = QemuBench.reads(lab, 256 * KIB, 8);
    read.compare(
        rounds,
        Row.of(
            "read-256k-d8",
            "256 KiB read, depth 8",
            TGT,
            Goal.throughput(2.5),
            Goal.cpuPerGib(0.30)),
        ours,
        tgt);
    QemuBench write = QemuBench.writes(lab, 256 * KIB, 8);
    write.compare(
        rounds,
        Row.of(
            "write-256k-d8",
            "256 KiB write, depth 8",
            TGT,
            Goal.throughput(2.2),
            Goal.cpuPerGib(0.35)),
        ours,
        tgt);
  }
}
