package io.sealcopy.config.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigLoadingTest {
  private final TestTerminal written = new TestTerminal();

  @Test
  void warningsAreShownAndTheConfigurationGiven() {
    var result =
        new ConfigResult.Valid<>("config", List.of(new Problem("a.conf", 3, "x", "odd", "")));

    assertThat(ConfigLoading.orFail(result, written.terminal(false, Map.of()))).isEqualTo("config");
    assertThat(written.err()).containsExactly("sealcopy: warning: a.conf:3: x: odd");
  }

  @Test
  void allProblemsAreInOneError() {
    ConfigResult<String> result =
        new ConfigResult.Invalid<>(
            List.of(
                new Problem("a.conf", 3, "x", "is bad", "make it good"),
                new Problem("a.conf", 0, "", "is short", "")));

    assertThatThrownBy(() -> ConfigLoading.orFail(result, written.terminal(false, Map.of())))
        .isInstanceOfSatisfying(
            CliException.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(failure.wrong())
                  .isEqualTo("a.conf:3: x: is bad; make it good\na.conf: is short");
              assertThat(failure.next()).startsWith("2 problems in the configuration");
            });
  }
}
