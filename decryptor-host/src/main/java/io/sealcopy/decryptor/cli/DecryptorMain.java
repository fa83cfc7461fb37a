package io.sealcopy.decryptor.cli;

import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.Program;
import io.sealcopy.config.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** The program of {@code sealcopy decrypt}, {@code table}, {@code key} and {@code takeover URL}. */
@Command(
    name = "sealcopy",
    description = "What a host at the remote centre does with a sealed copy, and with its keys.")
public final class DecryptorMain {
  @Mixin private final CommonOptions options = new CommonOptions();

  private DecryptorMain() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** The same without ending the process. */
  public static int run(Terminal terminal, String... arguments) {
    DecryptorMain main = new DecryptorMain();
    CommandSpec program = CommandSpec.forAnnotatedObject(main);
    program.addSubcommand("key", new CommandLine(new KeyCommand(main.options, terminal)));
    program.addSubcommand("decrypt", new CommandLine(new DecryptCommand(main.options, terminal)));
    program.addSubcommand(
        "takeover", new CommandLine(new ForeignTakeOverCommand(main.options, terminal)));
    program.addSubcommand("table", new CommandLine(new TableCommand(main.options, terminal)));
    return new Program(program, main.options, terminal).run(arguments);
  }
}
