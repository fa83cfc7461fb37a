package io.sealcopy.config.cli;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Hands a configuration to a command, or ends the command with all that is wrong with it. */
public final class ConfigLoading {
  private ConfigLoading() {}

  /**
   * The configuration, after its warnings have been shown in red.
   *
   * @throws CliException of {@link ExitCode#USAGE} that lists every problem
   */
  public static <T> T orFail(ConfigResult<T> result, Terminal terminal) {
    if (result instanceof ConfigResult.Valid<T>(T _, List<Problem> warnings)) {
      warnings.forEach(
          warning -> terminal.err().println(terminal.red("sealcopy: warning: " + warning)));
    }
    return ofRunning(result);
  }

  /**
   * The configuration of a program that runs, and has shown its warnings when it started.
   *
   * @throws CliException of {@link ExitCode#USAGE} that lists every problem
   */
  public static <T> T ofRunning(ConfigResult<T> result) {
    return switch (result) {
      case ConfigResult.Valid<T>(T config, var _) -> config;
      case ConfigResult.Invalid<T>(List<Problem> problems) ->
          throw new CliException(
              ExitCode.USAGE,
              problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
              (problems.size() == 1 ? "one problem" : problems.size() + " problems")
                  + " in the configuration; nothing was started. Keys: docs/configuration.md");
    };
  }
}
