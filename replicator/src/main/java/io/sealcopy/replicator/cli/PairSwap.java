package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair swap}. */
@Command(
    name = "swap",
    description =
        "End a pair whose copy was taken over (PSUE, FENCED): its volumes become copies, which the"
            + " other centre binds with pair create --swap. What was not shipped is kept aside, and"
            + " only what differs will be copied. Needs the token that pair show NAME prints.",
    footer = "  sealcopy pair swap data --token 1a2b3c4d")
final class PairSwap implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  @Option(names = "--token", required = true, paramLabel = "TOKEN", description = "See above.")
  private String token = "";

  PairSwap(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    JsonObject answer =
        pair.client()
            .post(PairCommand.PAIRS + "/" + name + "/swap?token=" + token, Map.of(), LIMIT);
    pair.say(answer.text("message"), answer.members());
    return ExitCode.OK;
  }
}
