package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair split}. */
@Command(
    name = "split",
    description =
        "Stop copying until a resync (PSUS). Hosts go on; what they change is kept. Returns when"
            + " the copy stands still. To split at a known moment, flush first.",
    footer = "  sealcopy pair split data%n  sealcopy pair resync data")
final class PairSplit implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  PairSplit(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    pair.client().post(PairCommand.PAIRS + "/" + name + "/split", null, LIMIT);
    pair.say("pair " + name + " is split", Map.of("split", name));
    return ExitCode.OK;
  }
}
