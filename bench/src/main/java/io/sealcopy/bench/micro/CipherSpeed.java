package io.sealcopy.bench.micro;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.Tools;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes sealed in a second of processor time on one processor, by us and by {@code openssl speed}.
 */
public final class CipherSpeed {
  /** Prints, so it lies with the command lines. */
  private static final String MAIN = "io.sealcopy.bench.cli.CipherMain";

  private static final double MEGA = 1e6;
  private static final Placement PINNED =
      new Placement(Runtime.getRuntime().availableProcessors() - 1);

  private CipherSpeed() {}

  /**
   * {@link SealWork} in a process of its own.
   *
   * @param kind as there
   * @param unit bytes of a data or seal unit
   * @param length bytes of a write
   */
  public static Measured ours(Lab lab, String kind, int unit, int length) {
    return effort -> {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Waits for the compiler: a busy machine needs no longer warm-up then.
      command.addAll(List.of("-Xmx256m", "-XX:-BackgroundCompilation"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(MAIN);
      command.addAll(List.of(kind, "" + unit, "" + length, "" + effort.seconds()));
      return throughput(run(lab, command).strip());
    };
  }

  /** {@code openssl speed} with {@code options}, in units of {@code unit} bytes. */
  public static Measured openssl(Lab lab, int unit, String... options) {
    return effort -> {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(Tools.path("openssl", "openssl"), "speed", "-mr"));
      command.addAll(List.of("-bytes", "" + unit, "-seconds", "" + seconds(effort)));
      command.addAll(List.of(options));
      String said = run(lab, command);
      return said.lines()
          .filter(line -> line.startsWith("+F:"))
          .map(line -> throughput(line.substring(line.lastIndexOf(':') + 1)))
          .findFirst()
          .orElseThrow(() -> new BenchException("openssl speed has no result: " + said));
    };
  }

  /** Whole seconds only. */
  private static long seconds(Effort effort) {
    return Math.max(1, Math.round(effort.seconds()));
  }

  private static Sample throughput(String bytesPerSecond) {
    return Sample.of(Figure.THROUGHPUT, Double.parseDouble(bytesPerSecond) / MEGA);
  }

  private static String run(Lab lab, List<String> command) throws InterruptedException {
    return lab.run(PINNED.of(command)).expectOk().output();
  }
}
