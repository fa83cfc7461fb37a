package io.sealcopy.config.cli;

import io.sealcopy.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a passphrase comes from: a file, the environment, or the terminal without echo. */
public final class PassphraseOptions {
  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "Take the passphrase from the first line of FILE (chmod 600).")
  private @Nullable Path file;

  @Option(
      names = "--passphrase-env",
      paramLabel = "NAME",
      description = "Take the passphrase from the environment variable NAME.")
  private @Nullable String variable;

  /** Whether an option says where it comes from; else the terminal is asked. */
  public boolean given() {
    return file != null || variable != null;
  }

  /**
   * The passphrase of something that exists.
   *
   * @param of what it opens, e.g. "the private key /etc/sealcopy/recipient.key"
   * @throws CliException if there is none to be had
   */
  public Secret read(String of, Terminal terminal) {
    return given() ? fromOptions(terminal) : ask("Passphrase of " + of + ": ", terminal);
  }

  /** As {@link #read}, for something new: the terminal asks twice. */
  public Secret readNew(String of, Terminal terminal) {
    if (given()) {
      return fromOptions(terminal);
    }
    Secret once = ask("New passphrase for " + of + ": ", terminal);
    Secret again = ask("The same again: ", terminal);
    boolean same = Arrays.equals(once.copyBytes(), again.copyBytes());
    again.wipe();
    if (!same) {
      throw new CliException(ExitCode.USAGE, "the two passphrases differ", "run it again");
    }
    return once;
  }

  private Secret fromOptions(Terminal terminal) {
    Path from = file;
    if (from != null) {
      return fromFile(from);
    }
    String value = terminal.environment().get(String.valueOf(variable));
    if (value == null || value.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE, "the environment variable " + variable + " is not set", "set it first");
    }
    return Secret.of(value.getBytes(StandardCharsets.UTF_8));
  }

  private static Secret fromFile(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ)) {
        throw new CliException(
            ExitCode.USAGE,
            file + " can be read by others than its owner",
            "run: chmod 600 " + file);
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || lines.getFirst().isEmpty()) {
        throw new CliException(
            ExitCode.USAGE, file + " is empty", "write the passphrase in its first line");
      }
      return Secret.of(lines.getFirst().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new CliException(
          ExitCode.USAGE, "cannot read the passphrase file: " + failure, "check the path", failure);
    }
  }

  private static Secret ask(String question, Terminal terminal) {
    char[] typed =
        Terminal.console()
            .filter(_ -> terminal.interactive())
            .map(console -> console.readPassword("%s", question))
            .orElseThrow(() -> none("there is no terminal to ask for the passphrase"));
    if (typed.length == 0) {
      throw none("no passphrase was given");
    }
    byte[] bytes = new String(typed).getBytes(StandardCharsets.UTF_8);
    Arrays.fill(typed, ' ');
    return Secret.of(bytes);
  }

  private static CliException none(String wrong) {
    return new CliException(ExitCode.USAGE, wrong, "use --passphrase-file or --passphrase-env");
  }
}
