package io.sealcopy.config.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class ProgramTest {
  @Command(name = "sealcopy", subcommands = Work.class)
  static final class Top {
    @Mixin private final CommonOptions options = new CommonOptions();
  }

  @Command(
      name = "work",
      description = "Does what --end says.",
      footer = "  sealcopy work --end well")
  static final class Work implements Callable<ExitCode> {
    @Option(names = "--end", required = true, description = "How to end.")
    private String end = "";

    @Override
    public ExitCode call() {
      return switch (end) {
        case "well" -> ExitCode.OK;
        case "damaged" -> ExitCode.DAMAGED;
        case "refused" ->
            throw new CliException(ExitCode.REFUSED, "the remote said no", "give it the role");
        default -> throw new IllegalStateException("surprise");
      };
    }
  }

  private final TestTerminal written = new TestTerminal();

  private int run(boolean interactive, String... arguments) {
    Top top = new Top();
    Terminal terminal = written.terminal(interactive, Map.of());
    return new Program(top, top.options, terminal).run(arguments);
  }

  @Test
  void theResultOfTheCommandIsTheExitCode() {
    assertThat(run(false, "work", "--end", "well")).isZero();
    assertThat(run(false, "work", "--end", "damaged")).isEqualTo(5);
    assertThat(written.err()).isEmpty();
  }

  @Test
  void anExpectedErrorIsALineAndTheNextStep() {
    assertThat(run(false, "work", "--end", "refused")).isEqualTo(3);
    assertThat(written.err()).containsExactly("sealcopy: the remote said no", "  give it the role");
  }

  @Test
  void aPersonSeesErrorsInRed() {
    run(true, "work", "--end", "refused");
    assertThat(written.err()).first().asString().startsWith("\u001b[31m").endsWith("\u001b[0m");
  }

  @Test
  void aScriptSeesErrorsAsJson() {
    assertThat(run(false, "work", "--json", "--end", "refused")).isEqualTo(3);
    JsonObject error = Json.parse(written.err().getFirst());
    assertThat(error.text("error")).isEqualTo("the remote said no");
    assertThat(error.text("next")).isEqualTo("give it the role");
    assertThat(error.number("exit")).isEqualTo(3);
  }

  @Test
  void aFaultOfOursIsOneLineAndWithDebugATrace() {
    assertThat(run(false, "work", "--end", "x")).isEqualTo(70);
    assertThat(written.err()).hasSize(2).first().asString().contains("surprise");
    assertThat(run(false, "--debug", "work", "--end", "x")).isEqualTo(70);
    assertThat(written.err()).anyMatch(line -> line.contains("ProgramTest.java"));
  }

  @Test
  void whatIsMisspeltIsSuggested() {
    assertThat(run(false, "wrok")).isEqualTo(2);
    assertThat(written.err()).anyMatch(line -> line.contains("did you mean work?"));
    assertThat(run(false, "work", "--end", "well", "--quite")).isEqualTo(2);
    assertThat(written.err()).anyMatch(line -> line.contains("did you mean --quiet?"));
  }

  @Test
  void helpIsOnEachCommandAndEndsWithAnExample() {
    assertThat(run(false, "work", "--help")).isZero();
    assertThat(written.out())
        .contains("Usage: sealcopy work", "Does what --end says.", "--json")
        .endsWith("Example:\n  sealcopy work --end well\n");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run(false, "--version")).isZero();
    assertThat(written.out()).startsWith("Sealcopy 0.").doesNotContain("$").contains("Java 2");
  }
}
