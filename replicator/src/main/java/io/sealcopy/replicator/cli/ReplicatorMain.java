package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.Program;
import io.sealcopy.config.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** The program of {@code sealcopy main} and {@code sealcopy pair}. */
@Command(name = "sealcopy", description = "The main centre, and the commands on its pairs.")
public final class ReplicatorMain {
  @Mixin private final CommonOptions options = new CommonOptions();

  private ReplicatorMain() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    ReplicatorMain main = new ReplicatorMain();
    CommandSpec program = CommandSpec.forAnnotatedObject(main);
    program.addSubcommand("main", new CommandLine(new MainCommand(main.options, terminal)));
    program.addSubcommand("pair", pair(new PairCommand(main.options, terminal)));
    return new Program(program, main.options, terminal).run(arguments);
  }

  /** Those of its commands that have a class of their own. */
  private static CommandLine pair(PairCommand pair) {
    return new CommandLine(pair)
        .addSubcommand(new PairSplit(pair))
        .addSubcommand(new PairStart(pair))
        .addSubcommand(new PairSwap(pair))
        .addSubcommand(new PairVerify(pair))
        .addSubcommand(new PairModify(pair))
        .addSubcommand(new PairKept(pair))
        .addSubcommand(new PairDisaster(pair));
  }
}
