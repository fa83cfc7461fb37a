package io.sealcopy.target.cli;

import io.sealcopy.config.MainConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.read.ConfigReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy takeover}: makes a copy of a running remote centre its own. */
@Command(
    name = "takeover",
    description = {
      "Take a copy over: its main centre is refused from now on, and hosts of this centre may"
          + " write it. Without --token: say what that means now, and the token for it. A copy at"
          + " an ordinary target is named by its URL iscsi://...; see sealcopy takeover iscsi://"
          + " --help"
    },
    footer = "  sealcopy takeover data --config config/remote.conf")
final class TakeOverCommand implements Callable<ExitCode> {
  private static final String COPIES = "/v1/copies/";

  private final CommonOptions options;
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "The copy: its volume's name.")
  private String name = "";

  @Option(names = "--config", paramLabel = "FILE", description = "The remote's configuration.")
  private Path config = Path.of("/etc/sealcopy/remote.conf");

  @Option(names = "--token", paramLabel = "TOKEN", description = "Confirms; good for one use.")
  private @Nullable String token;

  @Option(
      names = "--image",
      description =
          "Go back to the earlier image that is kept while a resync brings the copy up to date:"
              + " all that has come since is given up.")
  private boolean image;

  @Option(
      names = "--main",
      description = "The copy is served by sealcopy main (after a swap), with that configuration.")
  private boolean main;

  @Option(
      names = "--disaster",
      description = "Only tell the centre that a disaster has happened at the main centre.")
  private boolean disaster;

  TakeOverCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() {
    AdminClient client = client();
    if (disaster) {
      return done(client.post(COPIES + name + "/disaster", null, Duration.ofSeconds(70)));
    }
    if (token == null) {
      throw explained(client.get(COPIES + name));
    }
    return done(
        client.post(
            COPIES + name + "/takeover?token=" + token + "&image=" + image,
            null,
            Duration.ofSeconds(70)));
  }

  private AdminClient client() {
    if (main) {
      MainConfig centre =
          ConfigLoading.ofRunning(ConfigReader.main(config, terminal.environment()));
      return new AdminClient(centre.admin(), "main");
    }
    RemoteConfig centre =
        ConfigLoading.ofRunning(ConfigReader.remote(config, terminal.environment()));
    return new AdminClient(centre.admin(), "remote");
  }

  private ExitCode done(JsonObject answer) {
    terminal
        .out()
        .println(
            options.json()
                ? Json.write(answer.members())
                : "copy " + name + ": done: " + answer.text("done"));
    return ExitCode.OK;
  }

  private static String image(JsonObject copy) {
    return switch (copy.optionalText("image").orElse("")) {
      case "whole" ->
          "CONSISTENT: its main centre said so, and has let nothing cross since that changes it";
      case "mixture" ->
          ("NOT CONSISTENT: its main centre has been copying since %s, and had not ended: blocks"
                  + " of different moments, which a file system or database may not survive")
              .formatted(copy.text("imageSince"));
      default -> "not known to be consistent: its main centre has told nothing of it";
    };
  }

  private static String earlierImage(JsonObject copy) {
    return copy.optionalText("earlierImage")
        .map(time ->
            "; a consistent image of %s is kept, and --image takes that one over".formatted(time))
        .orElse("");
  }

  private CliException explained(JsonObject copy) {
    if (!copy.flag("bound")) {
      return new CliException(ExitCode.REFUSED, "copy " + name + " is bound to no pair", "");
    }
    String connected =
        copy.flag("nexusOpen") ? "its main centre is connected now" : "no main centre is connected";
    return new CliException(
        ExitCode.REFUSED,
        ("taking over copy %s refuses its main centre for good (pair epoch %d); %s; %d blocks are"
                + " ciphertext, and need a decryptor; the copy is %s%s")
            .formatted(
                name,
                copy.number("pairEpoch"),
                connected,
                copy.number("ciphertextBlocks"),
                image(copy),
                earlierImage(copy)),
        "if that is meant: sealcopy takeover %s --token %s"
            .formatted(name, copy.text("takeOverToken")));
  }
}
