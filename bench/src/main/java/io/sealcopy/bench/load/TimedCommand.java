package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Ran;
import io.sealcopy.bench.row.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command needed from its start to its end.
 *
 * @param seconds by the clock
 * @param cpuSeconds user and system time of the process and those it waited for
 */
public record TimedCommand(double seconds, double cpuSeconds) {
  private static final Pattern TIMES = Pattern.compile("TIMED ([0-9.]+) ([0-9.]+) ([0-9.]+)");

  /** Runs it, by the shell's {@code time}: when a process has ended, /proc knows it no more. */
  public static TimedCommand run(Lab lab, List<String> command) throws InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of("bash", "-c", "TIMEFORMAT='TIMED %3R %3U %3S'; time \"$@\"", "timed"));
    all.addAll(command);
    Ran ran = lab.run(all).expectOk();
    Matcher times = TIMES.matcher(ran.output());
    if (!times.find()) {
      throw new BenchException("the shell does not tell times: " + ran.output());
    }
    double user = Double.parseDouble(times.group(2));
    double system = Double.parseDouble(times.group(3));
    return new TimedCommand(Double.parseDouble(times.group(1)), user + system);
  }
}
