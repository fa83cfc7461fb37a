package io.sealcopy.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Configuration files in a temporary directory, and what reading them comes to. */
final class ConfigFixture {
  final Path directory;

  ConfigFixture(Path directory) {
    this.directory = directory;
  }

  /** A main centre around {@code target}, the inside of its target section. */
  ConfigResult<MainConfig> mainWithTarget(String target) {
    return main("main { state-directory = state\n target {\n" + target + "\n} }");
  }

  ConfigResult<MainConfig> main(String text) {
    return ConfigReader.main(
        write("main.conf", "rw-r--r--", text), Map.of("CHAP_SECRET", "twelve bytes or more"));
  }

  Path write(String name, String permissions, String text) {
    try {
      Path file = directory.resolve(name);
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static <T> T valid(ConfigResult<T> result) {
    return switch (result) {
      case ConfigResult.Valid<T>(T config, _) -> config;
      case ConfigResult.Invalid<T>(List<Problem> problems) ->
          throw new AssertionError("not valid: " + problems);
    };
  }

  static List<String> warnings(ConfigResult<?> result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid<?>) result).warnings().stream().map(Problem::toString).toList();
  }

  /** The problems as printed, with the directory left out. */
  List<String> problems(ConfigResult<?> result) {
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid<?>) result)
        .problems().stream()
            .map(problem -> problem.toString().replace(directory + "/", ""))
            .toList();
  }
}
