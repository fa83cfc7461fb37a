package io.sealcopy.config.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Options of every command. The top command of a program has them as a mixin, and its subcommands
 * inherit them.
 */
public final class CommonOptions {
  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Write results, progress and errors as JSON, one object per line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Show no progress.")
  private boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log in detail, and show where in the program an error came from.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      scope = ScopeType.INHERIT,
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean version;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean debug() {
    return debug;
  }

  /** How progress is to be shown, given these options and who is watching. */
  public Progress.Style progressStyle(Terminal terminal) {
    if (quiet) {
      return Progress.Style.QUIET;
    }
    if (json) {
      return Progress.Style.JSON;
    }
    return terminal.interactive() ? Progress.Style.UPDATED_LINE : Progress.Style.PLAIN_LINES;
  }
}
