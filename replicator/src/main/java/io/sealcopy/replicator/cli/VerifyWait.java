package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.Progress;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.target.cli.AdminClient;
import java.util.Locale;

/** Waits for the end of a comparison and shows how it goes. */
final class VerifyWait {
  private static final long POLL_MILLIS = 200;

  private final AdminClient client;
  private final Terminal terminal;
  private final CommonOptions options;

  VerifyWait(AdminClient client, Terminal terminal, CommonOptions options) {
    this.client = client;
    this.terminal = terminal;
    this.options = options;
  }

  /** OK when the copy was equal all along. */
  ExitCode untilEnd(String name) {
    JsonObject verify = verify(name);
    long total = verify.number("total_bytes");
    Progress progress =
        new Progress(
            "verifying " + name,
            total,
            options.progressStyle(terminal),
            terminal.err(),
            System::nanoTime);
    long shown = 0;
    while (verify.text("outcome").equals("running")) {
      long checked = Math.max(verify.number("checked_bytes"), shown);
      progress.add(checked - shown);
      shown = checked;
      sleep();
      verify = verify(name);
    }
    progress.add(Math.max(verify.number("checked_bytes") - shown, 0));
    progress.done();
    terminal
        .out()
        .println(
            options.json() ? Json.write(verify.members()) : "pair " + name + ": " + text(verify));
    boolean equal = verify.text("outcome").equals("done") && verify.number("differences") == 0;
    return equal ? ExitCode.OK : ExitCode.FAILED;
  }

  private JsonObject verify(String name) {
    return client.get("/v1/pairs/" + name).object("verify");
  }

  /** One line for people. */
  static String text(JsonObject verify) {
    String message = verify.text("message");
    long unverified = verify.number("unverified_regions");
    return String.format(
        Locale.ROOT,
        "verify %s: %d %% compared, %d regions differed, %d repaired%s%s",
        verify.text("outcome"),
        verify.number("checked_bytes") * 100 / Math.max(verify.number("total_bytes"), 1),
        verify.number("differences"),
        verify.number("repaired"),
        unverified == 0 ? "" : ", " + unverified + " regions not compared",
        message.isEmpty() ? "" : " (" + message + ")");
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
