package io.sealcopy.config.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a program's command line. A command is a {@code Callable<ExitCode>} (or of {@code Integer}),
 * ends well by returning and badly by a {@link CliException}; here is the only place that turns
 * either into an exit code and into words. The footer of a command is its example.
 */
public final class Program {
  private final Object top;
  private final CommonOptions options;
  private final Terminal terminal;

  /**
   * A program.
   *
   * @param top the picocli command {@code sealcopy} with the subcommands that this program has
   * @param options the mixin of {@code top}
   */
  public Program(Object top, CommonOptions options, Terminal terminal) {
    this.top = top;
    this.options = options;
    this.terminal = terminal;
  }

  /** Runs the command that {@code arguments} name; returns what the process should exit with. */
  public int run(String... arguments) {
    CommandLine line = new CommandLine(top);
    prepare(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(terminal.interactive());
    line.setOut(new PrintWriter(terminal.out(), true, UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, UTF_8));
    line.setExecutionStrategy(this::execute);
    line.setParameterExceptionHandler((failure, _) -> misused(failure));
    line.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    line.setExitCodeExceptionMapper(_ -> ExitCode.INTERNAL.number());
    return line.execute(arguments);
  }

  private static void prepare(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    if (command.getCommandSpec().usageMessage().footer().length > 0) {
      command.getCommandSpec().usageMessage().footerHeading("%nExample:%n");
    }
    command.getSubcommands().values().forEach(Program::prepare);
  }

  private int execute(ParseResult parsed) {
    if (options.debug()) {
      LogbackSetup.setDebug();
    }
    CommandLine last = parsed.asCommandLineList().getLast();
    int code = new CommandLine.RunLast().execute(parsed);
    return last.getExecutionResult() instanceof ExitCode result ? result.number() : code;
  }

  private int misused(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String see = "see: " + command.getCommandSpec().qualifiedName() + " --help";
    String next = meant(failure).map(word -> "did you mean " + word + "? " + see).orElse(see);
    return report(
        new CliException(ExitCode.USAGE, String.valueOf(failure.getMessage()), next, failure));
  }

  private static Optional<String> meant(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    CommandLine command = failure.getCommandLine();
    List<String> words = new ArrayList<>(command.getSubcommands().keySet());
    words.addAll(command.getCommandSpec().optionsMap().keySet());
    return Nearest.to(unmatched.getUnmatched().getFirst(), words);
  }

  private int failed(Exception failure) {
    if (failure instanceof CliException expected) {
      return report(expected);
    }
    return report(
        new CliException(
            ExitCode.INTERNAL,
            "a fault in Sealcopy: " + failure,
            options.debug() ? "please report it" : "run it again with --debug and report it",
            failure));
  }

  private int report(CliException failure) {
    if (options.json()) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", failure.wrong());
      error.put("next", failure.next());
      error.put("exit", failure.exitCode().number());
      terminal.err().println(Json.write(error));
    } else {
      terminal.err().println(terminal.red("sealcopy: " + failure.wrong()));
      if (!failure.next().isEmpty()) {
        terminal.err().println("  " + failure.next());
      }
    }
    if (options.debug()) {
      failure.printStackTrace(terminal.err());
    }
    return failure.exitCode().number();
  }
}
