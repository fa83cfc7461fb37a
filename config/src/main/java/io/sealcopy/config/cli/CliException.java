package io.sealcopy.config.cli;

/**
 * Ends a command with an error that was expected: what is wrong, and what to do next. Both are for
 * people, name the thing and its place, and hold no secret.
 */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;
  private final String next;

  /**
   * An error with its next step.
   *
   * @param wrong one sentence, or several lines when several things are wrong
   * @param next one sentence, best a command to run; empty when there is none to give
   */
  public CliException(ExitCode exitCode, String wrong, String next) {
    super(wrong);
    this.exitCode = exitCode;
    this.next = next;
  }

  /** As {@link #CliException(ExitCode, String, String)}; {@code --debug} shows {@code cause}. */
  public CliException(ExitCode exitCode, String wrong, String next, Throwable cause) {
    super(wrong, cause);
    this.exitCode = exitCode;
    this.next = next;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** The next step; may be empty. */
  public String next() {
    return next;
  }

  /** What is wrong. */
  public String wrong() {
    return String.valueOf(getMessage());
  }
}
