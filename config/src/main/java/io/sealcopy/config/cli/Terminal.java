package io.sealcopy.config.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command writes to and what it knows of its surroundings; tests pass their own.
 *
 * @param out results, for people or as JSON
 * @param err progress, warnings, errors
 * @param interactive a person is watching: lines may be updated, colours used, questions asked
 */
public record Terminal(
    PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  /** The process's own. */
  public static Terminal ofProcess() {
    return new Terminal(System.out, System.err, console().isPresent(), System.getenv());
  }

  /** The console, if there is one and it is a terminal at both ends. */
  static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /** {@code text} in red if a person is watching and has not said NO_COLOR. */
  public String red(String text) {
    return interactive && !environment.containsKey("NO_COLOR") ? RED + text + PLAIN : text;
  }
}
