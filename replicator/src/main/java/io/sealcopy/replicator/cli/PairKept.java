package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.target.cli.AdminClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy pair kept}. */
@Command(
    name = "kept",
    description =
        "List what was kept aside when fenced pairs were deleted: what their copies lacked. Or"
            + " delete a file of it, with the token that the list prints.",
    footer =
        "  sealcopy pair kept data%n"
            + "  sealcopy pair kept --delete data-e1-1790000000000 --token 1a2b3c4d")
final class PairKept implements Callable<ExitCode> {
  private static final String KEPT = "/v1/kept";

  private final PairCommand pair;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Of this pair only.")
  private @Nullable String name;

  @Option(names = "--delete", paramLabel = "FILE", description = "Delete this file.")
  private @Nullable String file;

  @Option(names = "--token", paramLabel = "TOKEN", description = "Confirms it; see the list.")
  private @Nullable String token;

  PairKept(PairCommand pair) {
    this.pair = pair;
  }

  @Override
  public ExitCode call() {
    AdminClient client = pair.client();
    if (file != null) {
      if (token == null) {
        throw new CliException(
            ExitCode.USAGE, "to delete " + file + " takes its token", "see: sealcopy pair kept");
      }
      client.delete(KEPT + "/" + file + "?token=" + token);
      pair.say(file + " is deleted", Map.of("deleted", file));
      return ExitCode.OK;
    }
    List<JsonObject> all =
        client.get(KEPT).objects("kept").stream()
            .filter(each -> name == null || each.text("pair").equals(name))
            .toList();
    if (all.isEmpty()) {
      pair.say("nothing is kept aside", Map.of());
    }
    for (JsonObject each : all) {
      pair.say(
          "%s: of pair %s, epoch %d, kept at %s, %d bytes, token %s"
              .formatted(
                  each.text("file"),
                  each.text("pair"),
                  each.number("pair_epoch"),
                  each.text("kept_at"),
                  each.number("file_bytes"),
                  each.text("token")),
          each.members());
    }
    return ExitCode.OK;
  }
}
