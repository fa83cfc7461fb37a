package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.peer.Tgt;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;

/** One command at a time, where the way to sleep and wake up costs more than the work. */
public final class DepthOne implements Suite {
  private static final String TGT = "tgt";
  private static final int LENGTH = 4096;
  private static final String SPIN = "spin = 100 us";
  private static final Goal CPU = Goal.cpu(0.9);

  @Override
  public String name() {
    return "depth-one";
  }

  @Override
  public String title() {
    return "One command at a time, against tgt";
  }

  @Override
  public String remarks() {
    return """
    4 KiB, depth 1, one session, `qemu-img bench` on loopback. The servers are bound to processor \
    0 and the client to processor 1 (taskset), so each command wakes a sleeping processor twice; \
    in the rows "one processor" client and servers share processor 0.
    "With spin" is `portal { %s }`, the default: a thread polls that long after its last I/O \
    before it sleeps. In the other rows it is off.\
    """
        .formatted(SPIN);
  }

  @Override
  public List<String> rows() {
    return List.of(
        "d1-read", "d1-write", "d1-read-spin", "d1-write-spin", "d1-read-one", "d1-write-one");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    Placement server = Placement.processor(0);
    Placement client = Placement.processor(1);
    long size = rounds.effort().volumeBytes();
    Path file = VolumeFile.filled(lab.path("ours.img"), size);
    Path spun = VolumeFile.filled(lab.path("spin.img"), size);
    Path theirs = VolumeFile.filled(lab.path("tgt.img"), size);
    Settings bound = Settings.PLAIN.on(server);
    try (Centre ours =
            Centre.start(
                lab,
                Centre.Kind.MAIN,
                "blocking",
                bound.portal("spin = 0 s").file("data", file, size));
        Centre spin =
            Centre.start(
                lab, Centre.Kind.MAIN, "spin", bound.portal(SPIN).file("data", spun, size));
        Tgt tgt = Tgt.start(lab, server, List.of(theirs))) {
      // At depth 1 alone it would take long until the code is compiled.
      for (Served served : List.of(ours, spin)) {
        QemuBench.reads(lab, LENGTH, 32).warmUp(served, rounds.effort().warmUp());
        QemuBench.writes(lab, LENGTH, 32).warmUp(served, rounds.effort().warmUp());
      }
      QemuBench read = QemuBench.reads(lab, LENGTH, 1);
      QemuBench write = QemuBench.writes(lab, LENGTH, 1);
      Goal blocking = Goal.rate(1.1);
      read.on(client).compare(rounds, Row.of("d1-read", "read", TGT, blocking, CPU), ours, tgt);
      write.on(client).compare(rounds, Row.of("d1-write", "write", TGT, blocking, CPU), ours, tgt);
      Goal spinning = Goal.rate(2.2);
      read.on(client)
          .compare(
              rounds, Row.of("d1-read-spin", "read, with spin", TGT, spinning, CPU), spin, tgt);
      write
          .on(client)
          .compare(
              rounds, Row.of("d1-write-spin", "write, with spin", TGT, spinning, CPU), spin, tgt);
      Figure[] figures = {Figure.RATE, Figure.CPU_PER_OPERATION};
      read.on(server)
          .compare(
              rounds, Row.shown("d1-read-one", "read, one processor", TGT, figures), ours, tgt);
      write
          .on(server)
          .compare(
              rounds, Row.shown("d1-write-one", "write, one processor", TGT, figures), ours, tgt);
    }
  }
}
