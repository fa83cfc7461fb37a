package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair start}. */
@Command(
    name = "start",
    description = "Begin with a pair that was made with --define: its initial copy starts.",
    footer = "  sealcopy pair start data --mode sync")
final class PairStart implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "sync or async; default: as the pair was made.")
  private @Nullable String mode;

  PairStart(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    Map<String, Object> body = mode == null ? Map.of() : Map.of("mode", mode);
    pair.client().post(PairCommand.PAIRS + "/" + name + "/start", body, LIMIT);
    pair.say("pair " + name + " is started", Map.of("started", name));
    return ExitCode.OK;
  }
}
