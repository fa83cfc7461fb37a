package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair modify}. */
@Command(
    name = "modify",
    description = "Change how a pair works, while it works. It is kept, and holds after a restart.",
    footer =
        "  sealcopy pair modify data --mode sync --fence data%n"
            + "  sealcopy pair modify data --mode async --when-full wait")
final class PairModify implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  @Mixin private final ModeOptions mode = new ModeOptions();

  PairModify(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    Map<String, Object> options = mode.given();
    if (options.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE, "nothing is to be changed", "see: sealcopy pair modify --help");
    }
    pair.client().post(PairCommand.PAIRS + "/" + name + "/modify", options, LIMIT);
    pair.say("pair " + name + " is modified", Map.of("modified", name, "options", options));
    return ExitCode.OK;
  }
}
