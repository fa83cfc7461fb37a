package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.cli.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Pairs in the columns that operators know: a row for each volume of a group. */
final class PairTable {
  private static final String ROW =
      "%-12s %-12s %-3s %-12s %-5s %6s %8s %8s %10s %8s %4s %10s %-5s  %s";

  private PairTable() {}

  static void print(List<JsonObject> pairs, Terminal terminal) {
    if (pairs.isEmpty()) {
      terminal.out().println("no pairs; make one: sealcopy pair create --help");
      return;
    }
    terminal
        .out()
        .println(
            ROW.formatted(
                "GROUP",
                "PAIR",
                "P/S",
                "LU",
                "STATE",
                "COPIED",
                "JOURNAL",
                "LAG s",
                "LAG bytes",
                "CHANGES",
                "GEN",
                "CIPHERTEXT",
                "MODE",
                "LINK"));
    for (JsonObject pair : pairs) {
      List<JsonObject> members = pair.objects("members");
      members.forEach(member -> terminal.out().println(shown(pair, member, terminal)));
      note(pair, members, terminal);
    }
  }

  private static String shown(JsonObject pair, JsonObject member, Terminal terminal) {
    String row = row(pair, member);
    return pair.text("state").equals("PSUE") ? terminal.red(row) : row;
  }

  private static String row(JsonObject pair, JsonObject member) {
    return ROW.formatted(
        pair.text("group"),
        pair.text("pair"),
        pair.text("side"),
        member.text("lu"),
        pair.text("state"),
        pair.number("copied_percent") + " %",
        pair.number("journal_percent") + " %",
        String.format(Locale.ROOT, "%.1f", seconds(pair)),
        Units.size(pair.number("lag_bytes")),
        pair.number("lag_changes"),
        pair.object("options").flag("seal") ? pair.number("generation") : "-",
        bytes(member.members().get("ciphertext_bytes")),
        pair.object("options").text("mode"),
        pair.text("link") + " for " + pair.number("link_seconds") + " s");
  }

  private static String bytes(@Nullable Object known) {
    return known instanceof Number number ? Units.size(number.longValue()) : "-";
  }

  private static double seconds(JsonObject pair) {
    return pair.members().get("lag_seconds") instanceof Number number ? number.doubleValue() : 0;
  }

  /** What an operator must not overlook although nothing is broken. */
  private static List<String> warnings(JsonObject pair) {
    List<String> warnings =
        new ArrayList<>(pair.has("warnings") ? pair.texts("warnings") : List.of());
    JsonObject options = pair.object("options");
    if (options.text("mode").equals("sync") && pair.text("state").equals("COPY")) {
      warnings.add(
          "mode sync, and changes may be missing at the remote now; without the link, fence level "
              + options.text("fence")
              + " says what hosts are told");
    }
    if (pair.optionalText("reason").orElse("").equals("FENCED")
        && options.text("when_fenced").equals("continue")) {
      warnings.add(
          "hosts go on here although the copy has another owner: what they change exists only here,"
              + " and is given up when the pair is turned round");
    }
    return warnings;
  }

  private static void note(JsonObject pair, List<JsonObject> members, Terminal terminal) {
    pair.optionalText("message")
        .ifPresent(message ->
            terminal
                .out()
                .println(terminal.red("  PSUE, " + pair.text("reason") + ": " + message)));
    if (!pair.has("message")) {
      pair.optionalText("link_message").ifPresent(why -> terminal.out().println("  link: " + why));
    }
    warnings(pair).forEach(warning -> terminal.out().println(terminal.red("  " + warning)));
    JsonObject verify = pair.object("verify");
    if (!verify.text("outcome").equals("never")) {
      terminal.out().println("  " + VerifyWait.text(verify));
    }
    String remotes =
        members.stream().map(member -> member.text("remote")).collect(Collectors.joining(", "));
    terminal.out().println("  remote " + remotes + ", token " + pair.text("token"));
  }
}
