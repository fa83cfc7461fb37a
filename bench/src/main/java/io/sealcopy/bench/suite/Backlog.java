package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.QemuBench;
import io.sealcopy.bench.peer.SealedPair;
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

/** Whether a journal costs more when much is pending in it. */
public final class Backlog implements Suite {
  private static final int LENGTH = 64 * 1024;
  private static final int DEPTH = 8;
  private static final long LITTLE = 1 << 20;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String title() {
    return "A journal with little and with much in it";
  }

  @Override
  public List<String> rows() {
    return List.of("backlog-write", "backlog-start");
  }

  @Override
  public String remarks() {
    return """
    The remote centre is away; 1 MiB is pending in the journal of one pair, 10 GiB in that of the \
    other. Hosts write 64 KiB at depth 8, 256 MiB in a round. Starting is from the process's \
    start to the
    line that says it is ready.\
    """;
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    boolean quick = rounds.effort().quick();
    long size = rounds.effort().volumeBytes();
    long much = quick ? 256L << 20 : 10L << 30;
    long journal = much * 2;
    Path first = VolumeFile.filled(lab.path("little.img"), size);
    Path second = VolumeFile.filled(lab.path("much.img"), size);
    try (SealedPair little =
            SealedPair.start(lab, "few", first, size, (journal >> 20) + " MiB", List.of());
        SealedPair large =
            SealedPair.start(lab, "many", second, size, (journal >> 20) + " MiB", List.of())) {
      QemuBench bench = QemuBench.writes(lab, LENGTH, DEPTH);
      large.stopRemote();
      bench.seconds(List.of(large.main().url()), much / LENGTH);
      rounds.compare(
          Row.of(
              "backlog-write",
              "64 KiB host write, much pending",
              "little pending",
              Goal.cpuPerGib(1.25)),
          effort -> write(bench, large, effort),
          emptied(bench, little));
      little.stopRemote();
      rounds.compare(
          Row.of(
              "backlog-start",
              "start of a main centre, much pending",
              "little pending",
              new Goal(Figure.START, 1.25)),
          _ -> startAgain(large),
          _ -> startAgain(little));
    }
  }

  /** Before each round what is pending goes to the remote centre, which is then away again. */
  private static Measured emptied(QemuBench bench, SealedPair pair) {
    return effort -> {
      pair.flush();
      pair.stopRemote();
      bench.seconds(List.of(pair.main().url()), LITTLE / LENGTH);
      Sample sample = write(bench, pair, effort);
      pair.startRemote();
      pair.flush();
      return sample;
    };
  }

  private static Sample write(QemuBench bench, SealedPair pair, Effort effort)
      throws InterruptedException {
    long operations = (effort.quick() ? 16L << 20 : 256L << 20) / LENGTH;
    double before = pair.main().cpuSeconds();
    double seconds = bench.seconds(List.of(pair.main().url()), operations);
    Sample sample = Sample.of(operations, LENGTH, seconds, pair.main().cpuSeconds() - before);
    pair.expectPair();
    return sample;
  }

  private static Sample startAgain(SealedPair pair) throws InterruptedException {
    pair.main().stop();
    long begin = System.nanoTime();
    pair.main().startAgain();
    return Sample.of(Figure.START, (System.nanoTime() - begin) / 1e6);
  }
}
