package io.sealcopy.replicator.cli;

import io.sealcopy.config.MainConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.PassphraseOptions;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.target.cli.AdminClient;
import io.sealcopy.target.cli.ApiOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code sealcopy pair}: commands on the pairs of a running main centre. */
@Command(
    name = "pair",
    description =
        "Create, show, wait for, flush, split, resync, delete a pair of a running main centre.",
    footer = "  sealcopy pair show --config config/main.conf")
final class PairCommand {
  static final String PAIRS = "/v1/pairs";

  private final CommonOptions options;
  private final Terminal terminal;

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:SEALCOPY_CONFIG}",
      description = "The main centre's configuration (default: $SEALCOPY_CONFIG).")
  private @Nullable Path config;

  @Mixin private final ApiOptions api = new ApiOptions();

  PairCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Command(
      name = "create",
      description =
          "Make a pair: a fresh key, wrapped for the recipients, goes to the remote; then the"
              + " volume is copied, sealed, while hosts go on using it.",
      footer =
          "  sealcopy pair create data --volume data --recipient recipient.crt --wait \\%n"
              + "    --remote iscsi://remote-centre:3261/iqn.2026-01.io.sealcopy:remote/0%n"
              + "  sealcopy pair create db --volume data --remote far/0 \\%n"
              + "    --volume log --remote far/1 --recipient recipient.crt")
  ExitCode create(
      @Parameters(paramLabel = "NAME", description = "The pair's name.") String name,
      @Mixin CreateOptions create,
      @Mixin PassphraseOptions passphrase) {
    CreateRequest request = create.request(name);
    if (create.newRecipient != null) {
      request.add(NewRecipient.make(create.newRecipient, passphrase, terminal));
    }
    Map<String, ?> body;
    if (api.given()) {
      body = request.body();
    } else {
      MainConfig main = load();
      body = request.body(main);
      Patience.awaitPort(main.admin().listen().toSocketAddress());
      Patience.awaitPort(request.portal(main));
    }
    AdminClient client = client();
    JsonObject created = client.post(PAIRS, body, Duration.ofMinutes(5));
    print(List.of(created));
    if (!create.plain()) {
      String signer = client.get("/v1/identity").text("fingerprint");
      say(
          "  keys are signed by " + signer + ": decrypt --signer takes it; keep it off this centre",
          Map.of("signer", signer));
    }
    if (create.wait) {
      return new StateWait(client, terminal, options).until(name, "PAIR", create.timeout);
    }
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description = "Show pairs: state, percent copied, journal, lag, link and why.",
      footer = "  sealcopy pair show data --json")
  ExitCode show(
      @Parameters(paramLabel = "NAME", arity = "0..1", description = "One pair only.")
          @Nullable String name,
      @Option(
              names = "--unshipped",
              description = "What the remote is not known to have, by ranges of each volume.")
          boolean unshipped) {
    AdminClient client = client();
    if (unshipped) {
      return UnshippedTable.print(client, name, options, terminal);
    }
    if (name == null) {
      print(client.get(PAIRS).objects("pairs"));
    } else {
      print(List.of(client.get(PAIRS + "/" + name)));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "wait",
      description =
          "Wait until a pair is in a state. Exit code 0: it is; 1: it cannot come without a command"
              + " (PSUE, PSUS, SMPL); 4: not within the time.",
      footer =
          "  sealcopy pair wait data --state PAIR --timeout 600%n"
              + "  sealcopy pair wait data --state PSUS")
  ExitCode waitFor(
      @Parameters(paramLabel = "NAME", description = "The pair.") String name,
      @Option(
              names = "--state",
              defaultValue = "PAIR",
              description =
                  "SMPL, COPY, PAIR, PSUS, PSUE, PFUL, PFUS or SSWS; PAIR when not given.")
          String state,
      @Option(
              names = "--timeout",
              paramLabel = "SECONDS",
              defaultValue = "3600",
              description = "For how long at most (default: ${DEFAULT-VALUE}).")
          long timeout) {
    return new StateWait(client(), terminal, options).until(name, state, timeout);
  }

  @Command(
      name = "flush",
      description = "Return when everything that hosts were told is done is durable at the remote.",
      footer = "  sealcopy pair flush data --timeout 60")
  ExitCode flush(
      @Parameters(paramLabel = "NAME", description = "The pair.") String name,
      @Option(
              names = "--timeout",
              paramLabel = "SECONDS",
              defaultValue = "60",
              description = "For how long at most (default: ${DEFAULT-VALUE}).")
          long timeout) {
    client()
        .post(
            PAIRS + "/" + name + "/flush?timeout=" + timeout,
            null,
            Duration.ofSeconds(timeout + 10));
    say("pair " + name + " is flushed", Map.of("flushed", name));
    return ExitCode.OK;
  }

  @Command(
      name = "resync",
      description =
          "Go on after a split (PSUS), or after PSUE when its cause is gone: copies what may"
              + " differ, and nothing else.",
      footer = "  sealcopy pair resync data")
  ExitCode resync(
      @Parameters(paramLabel = "NAME", description = "The pair.") String name,
      @Option(
              names = "--compare",
              description = "Ask the remote what it has, and leave out what is equal.")
          boolean compare,
      @Option(
              names = "--keep-image",
              description =
                  "Has the remote keep the copy as it is now until the pair is in PAIR again: for"
                      + " takeover --image, should this centre be lost before.")
          boolean keepImage) {
    String query = "?compare=" + compare + "&keep_image=" + keepImage;
    client().post(PAIRS + "/" + name + "/resync" + query, null, Duration.ofSeconds(130));
    say("pair " + name + " goes on", Map.of("resync", name));
    return ExitCode.OK;
  }

  @Command(
      name = "delete",
      description =
          "End a pair: the volume stays, the copy stays as it is, key records are kept. Needs the"
              + " token that pair show NAME prints.",
      footer = "  sealcopy pair delete data --token 1a2b3c4d")
  ExitCode delete(
      @Parameters(paramLabel = "NAME", description = "The pair.") String name,
      @Option(names = "--token", required = true, paramLabel = "TOKEN", description = "See above.")
          String token) {
    JsonObject answer = client().delete(PAIRS + "/" + name + "?token=" + token);
    say(answer.text("message"), answer.members());
    return ExitCode.OK;
  }

  /** Calls the main centre that {@code --config} names, or {@code --api}. */
  AdminClient client() {
    return api.client("main").orElseGet(() -> new AdminClient(load().admin(), "main"));
  }

  VerifyWait verifyWait() {
    return new VerifyWait(client(), terminal, options);
  }

  private MainConfig load() {
    Path file =
        Optional.ofNullable(config)
            .orElseThrow(() ->
                new CliException(
                    ExitCode.USAGE,
                    "which main centre? Its configuration is not named",
                    "use --config FILE, or set SEALCOPY_CONFIG"));
    return ConfigLoading.ofRunning(ConfigReader.main(file, terminal.environment()));
  }

  /** Rows for people, or with {@code --json} a line for each. */
  void print(List<JsonObject> pairs) {
    if (options.json()) {
      pairs.forEach(pair -> terminal.out().println(Json.write(pair.members())));
    } else {
      PairTable.print(pairs, terminal);
    }
  }

  /** A sentence, or with {@code --json} the members. */
  void say(String text, Map<String, ?> json) {
    terminal.out().println(options.json() ? Json.write(json) : text);
  }
}
