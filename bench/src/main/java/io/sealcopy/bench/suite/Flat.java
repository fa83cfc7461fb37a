package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.util.List;

/** Whether a command costs the same however much there is. */
public final class Flat implements Suite {
  private static final int LENGTH = 4096;
  private static final int DEPTH = 32;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;
  private static final long SMALL = 16 << 20;
  private static final int VOLUMES = 100;
  private static final int SESSIONS = 500;
  private static final double FLAT = 1.25;

  /** Blocks that are used of a volume, evenly apart. */
  private static final long PLACES = 1 << 14;

  /**
   * Prime to the number of places, so that all are visited and no two neighbours in turn; qemu-img
   * takes no step of 2 GiB.
   */
  private static final long STRIDE = 31;

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public String title() {
    return "Cost stays flat as work grows";
  }

  @Override
  public String remarks() {
    return """
    "Ours" is the larger, "theirs" the smaller, both ours. 4 KiB, depth %d in all. Volumes: \
    sparse files; the same number of blocks (%d), spread over the whole, in a mixed order \
    (`qemu-img bench`). The others: our initiator in one process, random reads of the first %d \
    MiB of each volume. "At work" is each session having one command under way when its turn \
    comes, %d of them at a time.\
    """
        .formatted(DEPTH, PLACES, SMALL >> 20, DEPTH);
  }

  @Override
  public List<String> rows() {
    return List.of(
        "flat-size-write", "flat-size-read", "flat-volumes", "flat-idle", "flat-sessions");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    if (rounds.wanted("flat-size-write") || rounds.wanted("flat-size-read")) {
      sizes(lab, rounds);
    }
    if (rounds.wanted("flat-volumes")) {
      volumes(lab, rounds);
    }
    if (rounds.wanted("flat-idle") || rounds.wanted("flat-sessions")) {
      sessions(lab, rounds);
    }
  }

  private static void sizes(Lab lab, Rounds rounds) throws InterruptedException {
    Settings both =
        Settings.PLAIN.file("gib", lab.path("gib.img"), GIB).file("tib", lab.path("tib.img"), TIB);
    try (Centre ours = Centre.start(lab, Centre.Kind.MAIN, "sizes", both)) {
      QemuBench write = QemuBench.writes(lab, LENGTH, DEPTH);
      size(rounds, "flat-size-write", "4 KiB write, 1 TiB", write, ours);
      QemuBench read = QemuBench.reads(lab, LENGTH, DEPTH);
      size(rounds, "flat-size-read", "4 KiB read, 1 TiB", read, ours);
    }
  }

  private static void size(Rounds rounds, String id, String what, QemuBench bench, Centre ours)
      throws InterruptedException {
    rounds.compare(
        row(id, what, "1 GiB"),
        bench.step(TIB / PLACES * STRIDE).of(ours, List.of(ours.url(1))),
        bench.step(GIB / PLACES * STRIDE).of(ours, List.of(ours.url(0))));
  }

  private static void volumes(Lab lab, Rounds rounds) throws InterruptedException {
    Settings many = Settings.PLAIN;
    for (int i = 0; i < VOLUMES; i++) {
      many = many.file("v" + i, lab.path("v%d.img".formatted(i)), SMALL);
    }
    OwnInitiator reads = OwnInitiator.reads(LENGTH, DEPTH, SMALL).anywhere();
    try (Centre larger = Centre.start(lab, Centre.Kind.MAIN, "volumes", many);
        Centre smaller = small(lab, "volume");
        Hosts all = Hosts.units(larger, VOLUMES);
        Hosts single = Hosts.one(smaller)) {
      rounds.compare(
          row("flat-volumes", "%d volumes, in turn".formatted(VOLUMES), "1 volume"),
          reads.of(all, larger),
          reads.of(single, smaller));
    }
  }

  /** A program with one volume, as new as the one that it stands beside: its code is as warm. */
  private static Centre small(Lab lab, String name) throws InterruptedException {
    Settings one = Settings.PLAIN.file("data", lab.path(name + ".img"), SMALL);
    return Centre.start(lab, Centre.Kind.MAIN, name, one);
  }

  private static void sessions(Lab lab, Rounds rounds) throws InterruptedException {
    Settings room =
        Settings.PLAIN
            .file("data", lab.path("sessions.img"), SMALL)
            .with("target.limits.connections = " + 2 * SESSIONS);
    OwnInitiator reads = OwnInitiator.reads(LENGTH, DEPTH, SMALL).anywhere();
    try (Centre larger = Centre.start(lab, Centre.Kind.MAIN, "sessions", room);
        Centre smaller = small(lab, "session");
        Hosts all = Hosts.several(larger, SESSIONS)) {
      try (Hosts working = Hosts.one(larger);
          Hosts single = Hosts.one(smaller)) {
        rounds.compare(
            row("flat-idle", "1 session at work beside %d idle".formatted(SESSIONS), "beside none"),
            reads.of(working, larger),
            reads.of(single, smaller));
      }
      try (Hosts few = Hosts.several(smaller, DEPTH)) {
        rounds.compare(
            row(
                "flat-sessions",
                "%d sessions at work".formatted(SESSIONS),
                "%d sessions".formatted(DEPTH)),
            reads.of(all, larger),
            reads.of(few, smaller));
      }
    }
  }

  private static Row row(String id, String what, String against) {
    return new Row(
        id, what, against, List.of(Figure.CPU_PER_OPERATION, Figure.RATE), List.of(Goal.cpu(FLAT)));
  }
}
