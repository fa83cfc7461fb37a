package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.Hosts;
import io.sealcopy.bench.load.OwnInitiator;
import io.sealcopy.bench.load.ReplicationNexus;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.InlineRemote;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The remote centre while main centres write, against plain writes to volumes of the same one.
 *
 * @param link over which changes cross
 */
public record Receiving(LinkKind link) implements Suite {
  private static final int KIB = 1024;
  private static final int MOST = 8;
  private static final List<Integer> CENTRES = List.of(1, 4, MOST);
  private static final List<Integer> LENGTHS = List.of(64, 256);
  private static final int INLINE_LENGTH = 256;
  private static final int INLINE_CENTRES = 4;

  /** A main centre has up to 32 MiB under way. */
  private static final int UNDER_WAY = 4 << 20;

  @Override
  public String name() {
    return "receiving-" + word();
  }

  @Override
  public String title() {
    return "Receiving at the remote centre, %s link".formatted(word());
  }

  @Override
  public List<String> rows() {
    return Stream.concat(againstPlain(), Stream.of(inlineRow())).toList();
  }

  private Stream<String> againstPlain() {
    return LENGTHS.stream()
        .flatMap(length -> CENTRES.stream().map(centres -> row(length, centres)));
  }

  private String row(int length, int centres) {
    return "receive-%s-%dk-x%d".formatted(word(), length, centres);
  }

  private String inlineRow() {
    return "receive-%s-inline".formatted(word());
  }

  private String word() {
    return link.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String remarks() {
    return """
    Our initiator plays the main centres: one session and one sealed copy each, 4 MiB under way; \
    a %s is answered when it is durable in the receive journal, in place and in the table. \
    Against the same sessions writing to plain volumes of the same remote centre, which \
    answer from the page cache. *Decrypting inline* is the same remote centre, made to open \
    everything with AES-256-XTS on its way from the receive journal to its place; both \
    run from the benchmark's class path.\
    """
        .formatted(link == LinkKind.SEALED ? "WRITE RECORD" : "WRITE");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes() / 2;
    if (againstPlain().anyMatch(rounds::wanted)) {
      againstPlain(lab, rounds, size);
    }
    if (rounds.wanted(inlineRow())) {
      inline(lab, rounds, size);
    }
  }

  private void againstPlain(Lab lab, Rounds rounds, long size) throws InterruptedException {
    Settings settings =
        Settings.PLAIN.with("target.plain-roles = allow").with("target.plain-links = allow");
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

  private void compare(Rounds rounds, Centre remote, long size, int length, int centres)
      throws InterruptedException {
    OwnInitiator load =
        OwnInitiator.writes(length * KIB, centres * UNDER_WAY / (length * KIB), size);
    try (Hosts plain = Hosts.besideMainCentres(remote.url(0), centres);
        Hosts sealed = Hosts.mainCentres(remote.url(MOST), centres, link)) {
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

  private void inline(Lab lab, Rounds rounds, long size) throws InterruptedException {
    OwnInitiator load =
        OwnInitiator.writes(
            INLINE_LENGTH * KIB, INLINE_CENTRES * UNDER_WAY / (INLINE_LENGTH * KIB), size);
    try (Centre keeping = copies(lab, InlineRemote.keeping(lab), "keeping", size);
        Centre opening = copies(lab, InlineRemote.opening(lab), "opening", size);
        Hosts kept = Hosts.mainCentres(keeping.url(0), INLINE_CENTRES, link);
        Hosts opened = Hosts.mainCentres(opening.url(0), INLINE_CENTRES, link)) {
      Goal goal = Goal.throughput(1.3);
      rounds.compare(
          new Row(
              inlineRow(),
              "%d KiB received from %d main centres".formatted(INLINE_LENGTH, INLINE_CENTRES),
              "decrypting inline",
              List.of(goal.figure(), Figure.CPU_PER_GIB),
              List.of(goal)),
          load.of(kept, keeping),
          load.of(opened, opening));
    }
  }

  private static Centre copies(Lab lab, List<String> program, String name, long size)
      throws InterruptedException {
    Settings settings =
        Settings.PLAIN.with("target.plain-roles = allow").with("target.plain-links = allow");
    List<String> copies = new ArrayList<>();
    for (int i = 0; i < INLINE_CENTRES; i++) {
      String copy = name + i;
      settings = settings.file(copy, VolumeFile.filled(lab.path(copy), size), size);
      copies.add(copy);
    }
    settings =
        settings.initiator(
            "{ name = \"%s\", grants = [{ volumes = %s, roles = replication }] }"
                .formatted(ReplicationNexus.MAIN_CENTRE, copies));
    return Centre.remoteBy(lab, program, name, settings);
  }
}
