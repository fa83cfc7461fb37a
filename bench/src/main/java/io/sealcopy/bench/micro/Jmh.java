package io.sealcopy.bench.micro;

import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Sample;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the loops of this package: time and allocated bytes of one turn, on one thread. */
public final class Jmh {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final TimeValue BRIEF = TimeValue.milliseconds(100);
  private static final TimeValue HALF_SECOND = TimeValue.milliseconds(500);

  private Jmh() {}

  /**
   * Measures one loop once: in a virtual machine of its own, or, where nothing is worth comparing,
   * in this one.
   *
   * @param loop its class and method, as in {@code SealLoops.aes256Xts4k}
   */
  public static Sample measure(String loop, Effort effort) {
    TimeValue time = effort.quick() ? BRIEF : HALF_SECOND;
    Collection<RunResult> results =
        run(
            options("\\." + Pattern.quote(loop) + "$")
                .verbosity(VerboseMode.SILENT)
                .forks(effort.quick() ? 0 : 1)
                .warmupIterations(effort.quick() ? 1 : 2)
                .warmupTime(time)
                .measurementIterations(1)
                .measurementTime(time));
    if (results.size() != 1) {
      throw new BenchException("%d loops are called %s".formatted(results.size(), loop));
    }
    RunResult result = results.iterator().next();
    // Whole bytes: less is what the measuring itself allocates, spread over all turns.
    return Sample.of(Figure.NANOS, secondary(result, WorkerTime.RESULT))
        .with(Figure.ALLOCATED, Math.rint(secondary(result, ALLOCATED)));
  }

  /**
   * Runs loops and lets JMH print what it finds to standard output.
   *
   * @param pattern a regular expression; empty for all loops
   * @param brief a smoke run
   */
  public static void show(String pattern, boolean brief) {
    TimeValue time = brief ? BRIEF : TimeValue.seconds(1);
    run(
        options(pattern.isEmpty() ? ".*" : pattern)
            .forks(1)
            .warmupIterations(brief ? 1 : 2)
            .warmupTime(time)
            .measurementIterations(brief ? 1 : 5)
            .measurementTime(time));
  }

  private static ChainedOptionsBuilder options(String pattern) {
    // One lock file for the whole machine would let two users stop each other.
    System.setProperty("jmh.ignoreLock", "true");
    return new OptionsBuilder()
        .include(pattern)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .threads(1)
        .addProfiler(GCProfiler.class)
        .addProfiler(WorkerTime.class)
        // The loop waits for the compiler, so that a busy machine needs no longer warm-up.
        .jvmArgsAppend("-XX:-BackgroundCompilation")
        .shouldFailOnError(true);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) {
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new BenchException("JMH failed: " + e.getMessage(), e);
    }
  }

  private static double secondary(RunResult result, String name) {
    for (String label : result.getSecondaryResults().keySet()) {
      if (label.endsWith(name)) {
        return result.getSecondaryResults().get(label).getScore();
      }
    }
    throw new BenchException("JMH has no result " + name);
  }
}
