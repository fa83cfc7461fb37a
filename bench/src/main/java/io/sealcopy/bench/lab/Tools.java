package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of other people. */
public final class Tools {
  private Tools() {}

  /** The path of a program, also of those that only root has in PATH. */
  public static String path(String name, String debianPackage) {
    List<String> path =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                Stream.of("/usr/sbin", "/sbin", "/usr/bin"))
            .toList();
    for (String directory : path) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    throw new BenchException(
        "%s is missing: install it (apt-get install %s)".formatted(name, debianPackage));
  }
}
