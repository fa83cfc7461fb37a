package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.PairedWrites;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.SealedPair;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;

/** What an async pair costs a host's write when nothing is sealed. */
public final class PlainCopy implements Suite {
  private static final List<String> LINKS = List.of("sealed", "standard");

  @Override
  public String name() {
    return "plain-copy";
  }

  @Override
  public String title() {
    return "Writes to a volume that is copied without sealing";
  }

  @Override
  public List<String> rows() {
    return LINKS.stream().map(PlainCopy::row).toList();
  }

  private static String row(String link) {
    return "plain-copy-4k-" + link;
  }

  @Override
  public String remarks() {
    return """
    An async pair made with `--seal off`, as in the tables of sealed pairs: processor time is the \
    main centre's until everything is durable at the remote centre, and a round counts only if \
    the pair is still `PAIR` after it.\
    """;
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes();
    Path plain = VolumeFile.filled(lab.path("plain.img"), size);
    QemuBench load = QemuBench.writes(lab, 4096, 32);
    try (Centre unpaired =
        Centre.start(
            lab, Centre.Kind.MAIN, "unpaired", Settings.PLAIN.file("plain", plain, size))) {
      load.warmUp(unpaired, rounds.effort().warmUp() * 6);
      for (String link : LINKS) {
        if (rounds.wanted(row(link))) {
          compare(lab, rounds, unpaired, link, size);
        }
      }
    }
  }

  private static void compare(Lab lab, Rounds rounds, Centre unpaired, String link, long size)
      throws InterruptedException {
    QemuBench load = QemuBench.writes(lab, 4096, 32);
    Path file = VolumeFile.filled(lab.path(link + ".img"), size);
    String journal = rounds.effort().quick() ? "1 GiB" : "8 GiB";
    List<String> options = List.of("--link", link, "--seal", "off");
    try (SealedPair pair = SealedPair.start(lab, link, file, size, journal, options)) {
      load.warmUp(pair.main(), rounds.effort().warmUp() * 6);
      pair.flush();
      Goal goal = Goal.cpu(1.25);
      rounds.compare(
          new Row(
              row(link),
              "4 KiB write, depth 32, copied over the %s link".formatted(link),
              "same target, no pair",
              List.of(goal.figure(), Figure.RATE),
              List.of(goal)),
          PairedWrites.seenByHost(pair, load),
          load.of(unpaired));
    }
  }
}
