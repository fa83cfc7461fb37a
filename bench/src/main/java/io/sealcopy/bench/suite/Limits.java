package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.BareAnswers;
import io.sealcopy.bench.peer.BareFile;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;

/** How near to what the machine can do, and what digests cost. */
public final class Limits implements Suite {
  private static final int KIB = 1024;
  private static final String OFF = "without digests";

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public String title() {
    return "Near the limits of the machine";
  }

  @Override
  public String remarks() {
    return """
    `qemu-img bench` on loopback, sequential, depth 8. "Bare TCP" is read by the same client in \
    the same way, so the client costs the same: a thread that answers each request for 256 KiB \
    with 48 bytes of header and always the same bytes from memory, one write to the socket for \
    all requests that came together; for the login it passes everything to our target. It reads \
    no file and knows no SCSI.
    "Bare file" is the volume's file read by positional reads of 256 KiB into one buffer, or read \
    and written back, from the page cache; nothing is sent.
    Data digests (CRC32C): our own initiator on both sides of the row, as libiscsi knows none; \
    header digests of 4 KiB reads: `qemu-img bench`, depth 32.\
    """;
  }

  @Override
  public List<String> rows() {
    return List.of(
        "limit-tcp",
        "limit-file-read",
        "limit-file-copy",
        "digest-read-64k",
        "digest-write-64k",
        "digest-header-4k");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes();
    Path file = VolumeFile.filled(lab.path("data.img"), size);
    try (Centre ours =
        Centre.start(lab, Centre.Kind.MAIN, "limits", Settings.PLAIN.file("data", file, size))) {
      bare(lab, rounds, ours, file);
      digests(lab, rounds, ours, size);
    }
  }

  private static void bare(Lab lab, Rounds rounds, Centre ours, Path file)
      throws InterruptedException {
    QemuBench read = QemuBench.reads(lab, 256 * KIB, 8);
    try (BareAnswers tcp = BareAnswers.start(ours, 256 * KIB)) {
      rounds.compare(
          Row.of("limit-tcp", "256 KiB read", "bare TCP", Goal.throughput(0.6)),
          read.of(ours),
          read.of(tcp));
    }
    rounds.compare(
        Row.shown("limit-file-read", "256 KiB read", "bare file, read", Figure.THROUGHPUT),
        read.of(ours),
        BareFile.reads(file, 256 * KIB));
    rounds.compare(
        Row.shown("limit-file-copy", "256 KiB write", "bare file, copied", Figure.THROUGHPUT),
        QemuBench.writes(lab, 256 * KIB, 8).of(ours),
        BareFile.copies(file, 256 * KIB));
  }

  private static void digests(Lab lab, Rounds rounds, Centre ours, long size)
      throws InterruptedException {
    try (Hosts with = Hosts.withDigests(ours);
        Hosts without = Hosts.one(ours)) {
      OwnInitiator read = OwnInitiator.reads(64 * KIB, 8, size);
      rounds.compare(
          digestRow("digest-read-64k", "64 KiB read with data digests"),
          read.of(with, ours),
          read.of(without, ours));
      OwnInitiator write = OwnInitiator.writes(64 * KIB, 8, size);
      rounds.compare(
          digestRow("digest-write-64k", "64 KiB write with data digests"),
          write.of(with, ours),
          write.of(without, ours));
    }
    QemuBench small = QemuBench.reads(lab, 4 * KIB, 32);
    rounds.compare(
        Row.shown(
            "digest-header-4k",
            "4 KiB read with header digests",
            OFF,
            Figure.RATE,
            Figure.CPU_PER_OPERATION),
        small.options("file.header-digest=crc32c").of(ours),
        small.of(ours));
  }

  private static Row digestRow(String id, String what) {
    List<Figure> shown = List.of(Figure.THROUGHPUT, Figure.CPU_PER_GIB);
    return new Row(id, what, OFF, shown, List.of(Goal.throughput(0.85)));
  }
}
