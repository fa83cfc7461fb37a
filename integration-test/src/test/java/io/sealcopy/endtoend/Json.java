package io.sealcopy.endtoend;

import io.sealcopy.config.cli.JsonObject;
import java.util.List;

/** Output of commands with {@code --json}. */
final class Json {
  private Json() {}

  /** The one object of a command's output, or its last line if there are several. */
  static JsonObject of(Ran ran) {
    return lines(ran).getLast();
  }

  static List<JsonObject> lines(Ran ran) {
    return ran.out()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(io.sealcopy.config.cli.Json::parse)
        .toList();
  }
}
