package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.ReplicationNexus;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.util.ArrayList;
import java.util.List;

/** The remote centre while main centres write, against plain writes to volumes of the same one. */
public final class Receiving implements Suite {
  private static final int KIB = 1024;
  private static final int MOST = 8;
  private static final List<Integer> CENTRES = List.of(1, 4, MOST);
  private static final List<Integer> LENGTHS = List.of(64, 256);

  /** A main centre has up to 32 MiB under way. */
  private static final int UNDER_WAY = 4 << 20;

  @Override
  public String name() {
    return "receiving";
  }

  @Override
  public String title() {
    return "Receiving at the remote centre";
  }

  @Override
  public List<String> rows() {
    return LENGTHS.stream()
        .flatMap(length -> CENTRES.stream().map(centres -> row(length, centres)))
        .toList();
  }

  private static String row(int length, int centres) {
    return "receive-%dk-x%d".formatted(length, centres);
  }

  @Override
  public String remarks() {
    return """
    Our initiator plays the main centres: one session and one sealed copy each, 4 MiB under way; \
    a WRITE is answered when it is durable in the receive journal, in place and in the table. \
    Against the same sessions writing to plain volumes of the same remote centre, which \
    answer from the page cache.\
    """;
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes() / 2;
    Settings settings = Settings.PLAIN.with("target.plain-roles = allow");
    List<String> plain = new ArrayList<>();
    List<String> copies = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      String name = "plain" + i;
      settings = settings.file(name, VolumeFile.filled(lab.path(name), size), size);
      plain.add(name);
    }
    for (int i = 0; i < MOST; i++) {
      String name = "copy" + i;
      settings = settings.file(name, VolumeFile.filled(lab.path(name), size), size);
      copies.add(name);
    }
    settings =
        settings.initiator(
            """
            { name = "%s", grants = [
              { volumes = %s, roles = replication }, { volumes = %s, roles = host }
            ] }\
            """
                .formatted(ReplicationNexus.MAIN_CENTRE, copies, plain));
    try (Centre remote = Centre.start(lab, Centre.Kind.REMOTE, "receiving", settings)) {
      for (int length : LENGTHS) {
        for (int centres : CENTRES) {
          compare(rounds, remote, size, length, centres);
        }
      }
    }
  }

  private static void compare(Rounds rounds, Centre remote, long size, int length, int centres) {
    OwnInitiator load =
        OwnInitiator.writes(length * KIB, centres * UNDER_WAY / (length * KIB), size);
    try (Hosts plain = Hosts.besideMainCentres(remote.url(0), centres);
        Hosts sealed = Hosts.mainCentres(remote.url(MOST), centres)) {
      rounds.compare(
          Row.of(
              row(length, centres),
              "%d KiB received from %d main centre%s"
                  .formatted(length, centres, centres == 1 ? "" : "s"),
              "plain writes",
              Goal.throughput(0.6)),
          load.of(sealed, remote),
          load.of(plain, remote));
    }
  }
}
