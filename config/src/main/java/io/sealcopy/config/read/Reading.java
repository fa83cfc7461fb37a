package io.sealcopy.config.read;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One reading of one file: what was found wrong so far, and what the readers look things up in. */
final class Reading {
  private final Path file;
  private final ConfigObject shapes;
  private final Map<String, String> environment;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  Reading(Path file, ConfigObject shapes, Map<String, String> environment) {
    this.file = file;
    this.shapes = shapes;
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The part of reference.conf that lists the keys, and their defaults, of {@code shape}. */
  ConfigObject shape(String shape) {
    if (shapes.get(shape) instanceof ConfigObject keys) {
      return keys;
    }
    throw new IllegalStateException("reference.conf has no shape." + shape);
  }

  void problem(ConfigOrigin origin, String key, String wrong, String right) {
    problems.add(new Problem(fileOf(origin), lineOf(origin), key, wrong, right));
  }

  void warning(ConfigOrigin origin, String key, String wrong, String right) {
    warnings.add(new Problem(fileOf(origin), lineOf(origin), key, wrong, right));
  }

  /** {@code config} if nothing was wrong, else everything that was. */
  <T> ConfigResult<T> result(T config) {
    return problems.isEmpty() ? new ConfigResult.Valid<>(config, inOrder(warnings)) : invalid();
  }

  /** Everything that was wrong. */
  <T> ConfigResult<T> invalid() {
    return new ConfigResult.Invalid<>(inOrder(problems));
  }

  private static List<Problem> inOrder(List<Problem> found) {
    Comparator<Problem> order = Comparator.comparing(Problem::file).thenComparingInt(Problem::line);
    return found.stream().sorted(order).toList();
  }

  /** {@code path} as written in the place {@code origin}: relative to the file that has it. */
  Path resolve(ConfigOrigin origin, String path) {
    return Path.of(fileOf(origin)).toAbsolutePath().resolveSibling(path).normalize();
  }

  private String fileOf(ConfigOrigin origin) {
    String name = origin.filename();
    return name == null ? file.toString() : name;
  }

  private static int lineOf(ConfigOrigin origin) {
    return Math.max(0, origin.lineNumber());
  }
}
