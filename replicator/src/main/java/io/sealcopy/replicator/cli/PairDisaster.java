package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair disaster}. */
@Command(
    name = "disaster",
    description =
        "Tell the remote that a disaster is happening here. It shows it, and takes over by itself"
            + " if it is configured to, once this centre has been away for so long.",
    footer = "  sealcopy pair disaster data")
final class PairDisaster implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  PairDisaster(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    JsonObject answer =
        pair.client().post(PairCommand.PAIRS + "/" + name + "/disaster", null, LIMIT);
    pair.say(answer.text("message"), answer.members());
    return ExitCode.OK;
  }
}
