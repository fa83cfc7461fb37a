package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.JscsiTarget;
import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads of one host, against jSCSI's target, the other one in Java. */
public final class Jscsi implements Suite {
  private static final String JSCSI = "jSCSI";
  private static final int KIB = 1024;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "jscsi";
  }

  @Override
  public String title() {
    return "Reads of one host, against jSCSI's target";
  }

  @Override
  public String remarks() {
    return """
    jSCSI's target 2.5.2 on the same JDK, `qemu-img bench` on loopback, sequential, placed freely \
    by the kernel. Ours has its defaults, so it polls for a host with one command at a time \
    (`portal.spin`). Reads from one client only: jSCSI serves one connection and hangs under \
    parallel writes. A round that jSCSI does not end within %d s is ended, and its row is not \
    measured.\
    """
        .formatted(LIMIT.toSeconds());
  }

  @Override
  public List<String> rows() {
    return List.of("jscsi-4k-d1", "jscsi-4k-d32", "jscsi-64k-d1", "jscsi-64k-d32");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    if (!JscsiTarget.available(lab)) {
      throw new BenchException("jSCSI's target is not built: scripts/build");
    }
    long size = rounds.effort().volumeBytes();
    Path file = VolumeFile.filled(lab.path("ours.img"), size);
    Path theirs = VolumeFile.filled(lab.path("jscsi.img"), size);
    Settings settings = Settings.PLAIN.file("data", file, size);
    List<QemuBench> left = new ArrayList<>();
    for (int length : List.of(4 * KIB, 64 * KIB)) {
      for (int depth : List.of(1, 32)) {
        // jSCSI shows a block more than it has, so the end must be told.
        left.add(QemuBench.reads(lab, length, depth).within(LIMIT).options("size=" + size));
      }
    }
    try (Centre ours = Centre.start(lab, Centre.Kind.MAIN, "jscsi", settings)) {
      warm(lab, ours, rounds);
      while (!left.isEmpty()) {
        // After a hang nothing more can be had of it: another one.
        try (JscsiTarget jscsi = JscsiTarget.start(lab, Placement.FREE, theirs, size >> 20)) {
          warm(lab, jscsi, rounds);
          measure(left, rounds, ours, jscsi);
        }
      }
    }
  }

  private static void warm(Lab lab, Served served, Rounds rounds) throws InterruptedException {
    QemuBench.reads(lab, 4 * KIB, 1).within(LIMIT).warmUp(served, rounds.effort().warmUp() / 2);
  }

  /** Measures rows, and takes them away, until one of them fails. */
  private static void measure(List<QemuBench> left, Rounds rounds, Centre ours, JscsiTarget jscsi)
      throws InterruptedException {
    boolean good = true;
    while (good && !left.isEmpty()) {
      QemuBench bench = left.removeFirst();
      int kib = bench.length() / KIB;
      Row row =
          Row.of(
              "jscsi-%dk-d%d".formatted(kib, bench.depth()),
              "%d KiB read, depth %d".formatted(kib, bench.depth()),
              JSCSI,
              Goal.rate(1.5),
              Goal.cpu(0.6));
      bench.compare(rounds, row, ours, jscsi);
      good = rounds.outcomes().isEmpty() || rounds.outcomes().getLast().failure().isEmpty();
    }
  }
}
