package io.sealcopy.decryptor.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.decryptor.UnitReservation;
import io.sealcopy.decryptor.UnitReservation.FailedException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealcopy takeover iscsi://...}: of a copy at a target that knows nothing of us. */
@Command(
    name = "takeover",
    description = {
      "Take over a copy at an ordinary target: the main centre's reservation is removed, so that"
          + " its writes are refused, and the copy is reserved for this host. Without --token: say"
          + " what that means now, and the token for it."
    },
    footer = "  sealcopy takeover iscsi://array:3260/iqn.2026-01.org.example:array/1")
final class ForeignTakeOverCommand implements Callable<ExitCode> {
  private final CommonOptions options;
  private final Terminal terminal;

  @Mixin private final Access access = new Access();

  @Option(names = "--token", paramLabel = "TOKEN", description = "Confirms it.")
  private @Nullable String token;

  @Option(
      names = "--release",
      description =
          "Give up the reservation that a take-over made, so that any host may write: once the main"
              + " centre is fenced, or gone for good.")
  private boolean release;

  ForeignTakeOverCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() {
    Access.Login login = access.login(terminal);
    try (UnitReservation unit = UnitReservation.open(login.url(), login.options())) {
      Optional<Long> holder = unit.holder();
      if (holder.isEmpty()) {
        throw new CliException(
            ExitCode.REFUSED,
            login.url() + " is not reserved: no pair writes it, or it was released already",
            "");
      }
      String current = text(holder.get());
      if (token == null) {
        throw new CliException(ExitCode.REFUSED, meaning(login, current), next(login, current));
      }
      if (!token.equals(current)) {
        throw new CliException(
            ExitCode.REFUSED,
            login.url() + " is reserved under another key than " + token + " by now",
            "see: sealcopy takeover " + login.url());
      }
      return release ? released(unit, login, holder.get()) : taken(unit, login, holder.get());
    } catch (FailedException e) {
      throw new CliException(
          ExitCode.REFUSED, login.url() + ": " + e.getMessage(), "nothing else was done", e);
    }
  }

  private String meaning(Access.Login login, String current) {
    return release
        ? "giving up the reservation of %s (key %s) lets every initiator write it"
            .formatted(login.url(), current)
        : ("taking over %s refuses the main centre that has reserved it (key %s) for good; the copy"
                + " holds its changes in the order in which they depended on each other; whether"
                + " the initial copy or a resync was complete its main centre alone knows")
            .formatted(login.url(), current);
  }

  private String next(Access.Login login, String current) {
    return "if that is meant: sealcopy takeover %s%s --token %s"
        .formatted(login.url(), release ? " --release" : "", current);
  }

  private ExitCode taken(UnitReservation unit, Access.Login login, long old)
      throws FailedException {
    long own = new SecureRandom().nextLong();
    unit.preempt(old, own == 0 ? 1 : own);
    say(
        ("%s is taken over: only this host may write it. Once the main centre is fenced, or gone:"
                + " sealcopy takeover %s --release --token %s")
            .formatted(login.url(), login.url(), text(own)),
        Map.of("taken_over", login.url().toString(), "token", text(own)));
    return ExitCode.OK;
  }

  private ExitCode released(UnitReservation unit, Access.Login login, long own)
      throws FailedException {
    unit.release(own);
    say(
        login.url() + " is not reserved any more: any initiator may write it",
        Map.of("released", login.url().toString()));
    return ExitCode.OK;
  }

  private void say(String text, Map<String, ?> json) {
    terminal.out().println(options.json() ? Json.write(json) : text);
  }

  private static String text(long key) {
    return HexFormat.of().toHexDigits(key);
  }
}
