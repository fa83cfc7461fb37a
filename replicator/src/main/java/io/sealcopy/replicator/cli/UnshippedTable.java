package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.target.cli.AdminClient;
import org.jspecify.annotations.Nullable;

/** {@code pair show NAME --unshipped}. */
final class UnshippedTable {
  private static final int SHOWN = 100;

  private UnshippedTable() {}

  static ExitCode print(
      AdminClient client, @Nullable String pair, CommonOptions options, Terminal terminal) {
    if (pair == null) {
      throw new CliException(
          ExitCode.USAGE, "--unshipped is told of one pair", "sealcopy pair show NAME --unshipped");
    }
    JsonObject answer = client.get(PairCommand.PAIRS + "/" + pair + "/unshipped");
    if (options.json()) {
      terminal.out().println(Json.write(answer.members()));
      return ExitCode.OK;
    }
    if (answer.number("changes") == 0) {
      terminal.out().println("pair " + pair + ": nothing: the remote has every change");
      return ExitCode.OK;
    }
    terminal
        .out()
        .println(
            "pair %s: %d changes, %d bytes%s%s"
                .formatted(
                    pair,
                    answer.number("changes"),
                    answer.number("bytes"),
                    answer.has("oldest_seconds")
                        ? ", the oldest %d s old".formatted(answer.number("oldest_seconds"))
                        : "",
                    answer.flag("complete")
                        ? ""
                        : "; the journal is not readable: all that may be"));
    for (JsonObject member : answer.objects("members")) {
      ranges(member, terminal);
    }
    return ExitCode.OK;
  }

  private static void ranges(JsonObject member, Terminal terminal) {
    int shown = 0;
    for (JsonObject range : member.objects("ranges")) {
      if (shown++ == SHOWN) {
        terminal.out().println("  and more; --json tells all");
        return;
      }
      terminal
          .out()
          .println(
              "  %s: %d blocks from %d on"
                  .formatted(member.text("lu"), range.number("blocks"), range.number("lba")));
    }
  }
}
