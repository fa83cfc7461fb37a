package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.util.List;

/**
 * A program that has ended.
 *
 * @param output what it said, errors too
 */
public record Ran(List<String> command, int code, String output) {
  /** Itself, if it ended well. */
  public Ran expectOk() {
    if (code != 0) {
      throw new BenchException(
          "%s ended with %d: %s".formatted(String.join(" ", command), code, output.strip()));
    }
    return this;
  }
}
