package io.sealcopy.target.cli;

import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.Program;
import io.sealcopy.config.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** The program of {@code sealcopy remote}. */
@Command(name = "sealcopy", description = "The remote centre: keeps sealed copies, has no key.")
public final class RemoteMain {
  @Mixin private final CommonOptions options = new CommonOptions();

  private RemoteMain() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    RemoteMain main = new RemoteMain();
    CommandSpec program = CommandSpec.forAnnotatedObject(main);
    program.addSubcommand("remote", new CommandLine(new RemoteCommand(main.options, terminal)));
    program.addSubcommand("takeover", new CommandLine(new TakeOverCommand(main.options, terminal)));
    return new Program(program, main.options, terminal).run(arguments);
  }
}
