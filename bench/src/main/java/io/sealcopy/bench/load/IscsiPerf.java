package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Ran;
import io.sealcopy.bench.lab.Tools;
import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Libiscsi's {@code iscsi-perf}: random reads of one length. It tells whole seconds only, and gives
 * an average of all of them.
 *
 * @param length bytes a command, a multiple of 512
 */
public record IscsiPerf(Lab lab, int length, int depth) {
  private static final int BLOCK = 512;
  private static final Pattern AVERAGE = Pattern.compile("iops average ([0-9]+) ");

  /** One side of a row. The server's code has been warmed up. */
  public Measured of(Served served) {
    return effort -> measure(served, effort);
  }

  private Sample measure(Served served, Effort effort) throws InterruptedException {
    int seconds = (int) Math.max(1, Math.round(effort.seconds()));
    double before = served.cpuSeconds();
    Ran ran =
        lab.run(
            Libiscsi.TELL_CONNECTIONS,
            List.of(
                Tools.path("iscsi-perf", "libiscsi-bin"),
                "-r",
                "-m",
                "" + depth,
                "-b",
                "" + length / BLOCK,
                "-t",
                "" + seconds,
                served.url()));
    double cpu = served.cpuSeconds() - before;
    long operations = rate(ran.expectOk().output()) * seconds;
    return Sample.of(operations, length, seconds, cpu);
  }

  /** Commands a second in all, of an output with one connection. */
  static long rate(String output) {
    Libiscsi.expectOneConnection("iscsi-perf", output);
    Matcher matcher = AVERAGE.matcher(output);
    long rate = 0;
    while (matcher.find()) {
      rate = Long.parseLong(matcher.group(1));
    }
    if (rate == 0) {
      throw new BenchException("iscsi-perf does not say how fast it was: " + output);
    }
    return rate;
  }
}
