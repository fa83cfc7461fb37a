package io.sealcopy.bench.cli;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.micro.Jmh;
import io.sealcopy.bench.profile.Profiles;
import io.sealcopy.bench.report.Document;
import io.sealcopy.bench.report.Machine;
import io.sealcopy.bench.report.Markdown;
import io.sealcopy.bench.report.OutcomeJson;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Outcome;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Suite;
import io.sealcopy.bench.row.Witness;
import io.sealcopy.bench.suite.Suites;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench}: measures the rows that are asked for, suite after suite. */
@Command(
    name = "run",
    description = "Measure, in alternating rounds, and compare.",
    footer = "  scripts/bench --only host-io")
final class RunCommand implements Callable<ExitCode> {
  private static final String PAGE = "docs/benchmarks.md";

  private final CommonOptions options;
  private final Terminal terminal;

  @Option(
      names = "--quick",
      description = "A smoke run: everything once and briefly, nothing needs to be reached.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only suites and rows whose name contains this (repeatable).")
  private List<String> only = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds a row (default: 5).")
  private @Nullable Integer number;

  @Option(names = "--list", description = "List the suites and measure nothing.")
  private boolean list;

  @Option(
      names = "--micro",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "PATTERN",
      description = "Only the inner loops whose name fits this, as JMH shows them.")
  private @Nullable String micro;

  @Option(
      names = "--profile",
      arity = "0..1",
      fallbackValue = "cpu",
      paramLabel = "EVENT",
      description = "Keep flame graphs of our servers: of cpu (default), or of wall.")
  private @Nullable String profile;

  @Option(names = "--write", description = "Keep the tables in " + PAGE + ".")
  private boolean write;

  @Option(
      names = "--home",
      hidden = true,
      required = true,
      paramLabel = "DIR",
      description = "The project.")
  private Path home = Path.of(".");

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where volumes and logs go while it runs (default: target/bench).")
  private @Nullable Path directory;

  RunCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() throws InterruptedException {
    List<Suite> suites = Suites.all();
    if (list) {
      suites.forEach(suite -> terminal.out().println(suite.name() + "  " + suite.title()));
      return ExitCode.OK;
    }
    if (micro != null) {
      Jmh.show(micro, quick);
      return ExitCode.OK;
    }
    if (profile != null && write) {
      throw new CliException(
          ExitCode.USAGE, "--profile makes what it watches dearer: not with --write", "");
    }
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    if (number != null) {
      if (number < 1 || number > 100) {
        throw new CliException(ExitCode.USAGE, "--rounds takes 1 to 100, not " + number, "");
      }
      effort = effort.withRounds(number);
    }
    List<Outcome> all = new ArrayList<>();
    for (Suite suite : suites) {
      all.addAll(measure(suite, effort));
    }
    return sum(all);
  }

  private List<Outcome> measure(Suite suite, Effort effort) throws InterruptedException {
    boolean whole = only.isEmpty() || only.stream().anyMatch(suite.name()::contains);
    Predicate<String> wanted = row -> whole || only.stream().anyMatch(row::contains);
    if (suite.rows().stream().noneMatch(wanted)) {
      return List.of();
    }
    progress(suite.name() + ": " + suite.title());
    Rounds rounds;
    try (Lab lab = new Lab(home, scratch().resolve(suite.name()))) {
      rounds = new Rounds(effort, wanted, this::progress, witness(lab));
      try {
        suite.run(lab, rounds);
      } catch (BenchException e) {
        rounds.failed(suite.name(), suite.title(), String.valueOf(e.getMessage()));
      }
    }
    if (options.json()) {
      rounds.outcomes().stream()
          .map(outcome -> Json.write(OutcomeJson.of(suite.name(), outcome)))
          .forEach(terminal.out()::println);
    } else {
      terminal.out().println(section(suite, rounds.outcomes()));
    }
    if (write) {
      keep(suite, rounds.outcomes());
    }
    return rounds.outcomes();
  }

  private Witness witness(Lab lab) {
    return profile == null
        ? Witness.NONE
        : new Profiles(lab, scratch().resolve("profiles"), profile, this::progress);
  }

  private Path scratch() {
    Path wanted = directory;
    return (wanted == null ? home.resolve("target/bench") : wanted).toAbsolutePath().normalize();
  }

  private String section(Suite suite, List<Outcome> outcomes) {
    return Markdown.section(suite, outcomes, Machine.line(home));
  }

  private void keep(Suite suite, List<Outcome> outcomes) {
    Path page = home.resolve(PAGE);
    try {
      String text = Files.readString(page);
      Files.writeString(page, Document.with(text, suite.name(), section(suite, outcomes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void progress(String line) {
    if (!options.quiet()) {
      terminal.err().println("bench: " + line);
    }
  }

  private ExitCode sum(List<Outcome> outcomes) {
    long failed = outcomes.stream().filter(outcome -> outcome.failure().isPresent()).count();
    long missed =
        outcomes.stream()
            .filter(outcome -> outcome.failure().isEmpty() && !outcome.reached())
            .count();
    terminal
        .err()
        .println(
            "bench: %d rows, %d not measured, %d short of what is to be reached%s"
                .formatted(
                    outcomes.size(), failed, missed, quick ? " (of no meaning: --quick)" : ""));
    return failed > 0 || outcomes.isEmpty() ? ExitCode.FAILED : ExitCode.OK;
  }
}
