package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Jvm;
import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.Commands;
import io.sealcopy.bench.load.FirstLogin;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What our servers need: garbage, heap, time to start. */
public final class Footprint implements Suite {
  private static final String BOUND = "bound";
  private static final int KIB = 1024;
  private static final int SESSIONS = 100;
  private static final int DEPTH = 32;
  private static final int HEAP_MIB = 256;

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String title() {
    return "Garbage, heap, start";
  }

  @Override
  public String remarks() {
    return """
    "Theirs" is the bound. Allocation: the JVM's own count of the bytes that all its threads have \
    allocated (getTotalThreadAllocatedBytes, which is exact), before and after some 10 000 \
    commands or more of our initiator, after warming up; asking for it is in the figure.
    Heap: `sealcopy main` with `-Xmx%dm` and no other option; %d sessions with %d writes of 64 \
    KiB each under way. The figure is what a full collection in the midst of that leaves on the \
    heap; a single write that does not end GOOD, and the row is not measured.
    Start: from the start of the launcher to the answer to the first login, which is tried every \
    2 ms; it has run before, so its state directory exists. The very first start of a main centre \
    makes its keys.\
    """
        .formatted(HEAP_MIB, SESSIONS, DEPTH);
  }

  @Override
  public List<String> rows() {
    return List.of(
        "alloc-read",
        "alloc-write",
        "alloc-read-d1",
        "heap-100",
        "start-main",
        "start-remote",
        "start-ever");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = Math.min(rounds.effort().volumeBytes(), 256 << 20);
    Path file = VolumeFile.filled(lab.path("data.img"), size);
    Settings settings = Settings.PLAIN.file("data", file, size);
    if (List.of("alloc-read", "alloc-write", "alloc-read-d1").stream().anyMatch(rounds::wanted)) {
      allocation(lab, rounds, settings, size);
    }
    if (rounds.wanted("heap-100")) {
      heap(lab, rounds, settings, size);
    }
    Sample bound = Sample.of(Figure.START, 1500).with(Figure.START_CPU, 1500);
    List<Figure> shown = List.of(Figure.START, Figure.START_CPU);
    for (Centre.Kind kind : Centre.Kind.values()) {
      rounds.limit(
          new Row(
              "start-" + kind.word(),
              "start of sealcopy %s to the first login".formatted(kind.word()),
              BOUND,
              shown,
              List.of(new Goal(Figure.START, 1))),
          FirstLogin.again(lab, kind, settings)::measure,
          bound);
    }
    rounds.limit(
        Row.shown(
            "start-ever",
            "the very first of sealcopy main, with its keys",
            BOUND,
            Figure.START,
            Figure.START_CPU),
        FirstLogin.ever(lab, Centre.Kind.MAIN, settings)::measure,
        bound);
  }

  private static void allocation(Lab lab, Rounds rounds, Settings settings, long size)
      throws InterruptedException {
    Goal goal = new Goal(Figure.ALLOCATED, 1);
    Sample bound = Sample.of(Figure.ALLOCATED, 200);
    try (Centre ours = Centre.start(lab, Centre.Kind.MAIN, "allocation", settings);
        Jvm jvm = Jvm.of(ours.server().pid());
        Hosts hosts = Hosts.one(ours)) {
      OwnInitiator read = OwnInitiator.reads(4 * KIB, DEPTH, size);
      rounds.limit(
          Row.of("alloc-read", "4 KiB read, depth 32", BOUND, goal),
          allocated(read, hosts, jvm),
          bound);
      OwnInitiator write = OwnInitiator.writes(4 * KIB, DEPTH, size);
      rounds.limit(
          Row.of("alloc-write", "4 KiB write, depth 32", BOUND, goal),
          allocated(write, hosts, jvm),
          bound);
      OwnInitiator single = OwnInitiator.reads(4 * KIB, 1, size);
      rounds.limit(
          Row.of("alloc-read-d1", "4 KiB read, depth 1", BOUND, goal),
          allocated(single, hosts, jvm),
          bound);
    }
  }

  private static Measured allocated(OwnInitiator load, Hosts hosts, Jvm jvm) {
    boolean[] warm = {false};
    return effort -> {
      if (!warm[0]) {
        load.warmUp(hosts, effort);
        warm[0] = true;
      }
      long before = jvm.allocatedBytes();
      Commands done = load.run(hosts, Long.MAX_VALUE, effort.seconds());
      double bytes = jvm.allocatedBytes() - before;
      return Sample.of(Figure.ALLOCATED, bytes / done.count());
    };
  }

  private static void heap(Lab lab, Rounds rounds, Settings settings, long size)
      throws InterruptedException {
    try (Centre ours =
            Centre.start(
                lab, Centre.Kind.MAIN, "heap", settings.jvm("-Xmx%dm".formatted(HEAP_MIB)));
        Jvm jvm = Jvm.of(ours.server().pid());
        Hosts hosts = Hosts.several(ours, SESSIONS)) {
      OwnInitiator write = OwnInitiator.writes(64 * KIB, SESSIONS * DEPTH, size);
      String what =
          "%d sessions, %d writes of 64 KiB each, -Xmx%dm".formatted(SESSIONS, DEPTH, HEAP_MIB);
      rounds.limit(
          Row.of("heap-100", what, BOUND, new Goal(Figure.HEAP, 1)),
          effort -> live(write, hosts, jvm, effort),
          Sample.of(Figure.HEAP, HEAP_MIB));
    }
  }

  private static Sample live(OwnInitiator load, Hosts hosts, Jvm jvm, Effort effort)
      throws InterruptedException {
    Commands commands = load.start(hosts);
    try {
      TimeUnit.MILLISECONDS.sleep((long) (effort.seconds() * 500));
      double heap = jvm.liveMebibytes();
      TimeUnit.MILLISECONDS.sleep((long) (effort.seconds() * 500));
      return Sample.of(Figure.HEAP, heap);
    } finally {
      commands.stop();
    }
  }
}
