package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.Progress;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.target.cli.AdminClient;
import java.util.TreeSet;

/** Waits for a pair's state and shows how the copy goes. */
final class StateWait {
  private static final long POLL_MILLIS = 100;

  private final AdminClient client;
  private final Terminal terminal;
  private final CommonOptions options;

  StateWait(AdminClient client, Terminal terminal, CommonOptions options) {
    this.client = client;
    this.terminal = terminal;
    this.options = options;
  }

  /** OK when the state is reached; what cannot come any more and the end of the time throw. */
  ExitCode until(String name, String state, long seconds) {
    StateGoal goal = new StateGoal(state);
    if (!goal.isKnown()) {
      throw new CliException(
          ExitCode.USAGE,
          "'%s' is no state of a pair".formatted(state),
          "states: " + String.join(", ", new TreeSet<>(StateGoal.STATES)));
    }
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    JsonObject pair = client.get("/v1/pairs/" + name);
    long total = pair.number("volume_bytes");
    Progress progress =
        new Progress(
            "copying " + name,
            total,
            options.progressStyle(terminal),
            terminal.err(),
            System::nanoTime);
    long shown = 0;
    boolean waited = false;
    while (!goal.isReached(pair.text("state"))) {
      String now = pair.text("state");
      if (goal.isHopeless(now)) {
        throw new CliException(
            ExitCode.FAILED,
            "pair %s is in state %s%s: %s does not come by itself"
                .formatted(name, now, why(pair), goal.wanted()),
            StateGoal.nextStep(now, name));
      }
      if (System.nanoTime() > end) {
        throw new CliException(
            ExitCode.UNREACHABLE,
            "pair %s is in state %s after %d s, not %s; link: %s %s"
                .formatted(
                    name,
                    pair.text("state"),
                    seconds,
                    state,
                    pair.text("link"),
                    pair.optionalText("link_message").orElse("")),
            "it goes on; see: sealcopy pair show " + name);
      }
      long copied = total / 100 * pair.number("copied_percent");
      progress.add(Math.max(copied - shown, 0));
      shown = Math.max(shown, copied);
      waited = true;
      sleep();
      pair = client.get("/v1/pairs/" + name + "?brief=true");
    }
    if (waited) {
      progress.add(total - shown);
      progress.done();
    }
    if (options.json()) {
      terminal.out().println(Json.write(client.get("/v1/pairs/" + name).members()));
    } else {
      terminal.out().println("pair " + name + " is in state " + pair.text("state"));
    }
    return ExitCode.OK;
  }

  private static String why(JsonObject pair) {
    return pair.has("reason")
        ? " (%s: %s)".formatted(pair.text("reason"), pair.text("message"))
        : "";
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted", "", e);
    }
  }
}
