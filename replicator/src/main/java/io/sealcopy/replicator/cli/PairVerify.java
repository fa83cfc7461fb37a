package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair verify}. */
@Command(
    name = "verify",
    description =
        "Compare the copy with the volume, block by block, while hosts go on; the remote needs no"
            + " key for it. What differs is copied again. Exit code 0 when nothing differed.",
    footer = "  sealcopy pair verify data --rate 50M%n  sealcopy pair verify data --stop")
final class PairVerify implements Callable<ExitCode> {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", description = "The pair.")
  private String name = "";

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      defaultValue = "none",
      description = "Bytes a second at most, as 50M (default: the pair's copy rate).")
  private String rate = "none";

  @Option(names = "--no-wait", description = "Return when it has begun; see pair show.")
  private boolean noWait;

  @Option(names = "--stop", description = "Stop the one that is at work.")
  private boolean stop;

  PairVerify(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    String path = PairCommand.PAIRS + "/" + name;
    if (stop) {
      pair.client().post(path + "/stop-verify", null, LIMIT);
      pair.say("pair " + name + " is verified no more", Map.of("stopped", name));
      return ExitCode.OK;
    }
    pair.client().post(path + "/verify?rate=" + ByteRate.parse(rate), null, LIMIT);
    if (noWait) {
      pair.say("pair " + name + " is being verified", Map.of("verify", name));
      return ExitCode.OK;
    }
    return pair.verifyWait().untilEnd(name);
  }
}
