package io.sealcopy.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Takes the named hex blocks out of a page under {@code protocol/spec}. */
final class SpecPage {
  private final String text;
  private final String name;

  private SpecPage(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static SpecPage read(String name) {
    try {
      return new SpecPage(name, Files.readString(Path.of("..", "protocol", "spec", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of the block that begins with {@code ```hex} and the vector's name. */
  byte[] vector(String vector) {
    String opening = "```hex " + vector + "\n";
    int start = text.indexOf(opening);
    if (start < 0) {
      throw new IllegalArgumentException(name + " has no vector " + vector);
    }
    start += opening.length();
    String hex = text.substring(start, text.indexOf("```", start));
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
