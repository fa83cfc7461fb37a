package io.sealcopy.bench.cli;

import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.Program;
import io.sealcopy.config.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** The program of {@code scripts/bench}. */
@Command(name = "scripts/bench", description = "Peers and our programs measured side by side.")
public final class BenchMain {
  @Mixin private final CommonOptions options = new CommonOptions();

  private BenchMain() {}

  /** Measures what the arguments say and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    BenchMain main = new BenchMain();
    CommandSpec program = CommandSpec.forAnnotatedObject(main);
    program.addSubcommand("run", new CommandLine(new RunCommand(main.options, terminal)));
    return new Program(program, main.options, terminal).run(arguments);
  }
}
