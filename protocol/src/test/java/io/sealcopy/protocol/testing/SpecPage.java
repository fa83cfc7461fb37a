package io.sealcopy.protocol.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of {@code protocol/spec/}, read as data by tests: the page owns the format, so its tables
 * and vectors are compared with the codec.
 *
 * <p>A vector is a fenced block of language {@code hex} below a heading {@code ### Vector: name}; a
 * {@code #} in it begins a comment, and {@code (00)*20} stands for 20 times the byte. A layout is a
 * table whose first three columns are offset, size and field.
 */
public final class SpecPage {
  private final String name;
  private final List<String> lines;

  private SpecPage(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /** The page {@code name}, such as {@code sealed-record.md}, whatever module's test asks. */
  public static SpecPage named(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path page = at.resolve("protocol/spec").resolve(name);
      if (Files.isRegularFile(page)) {
        try {
          return new SpecPage(name, Files.readAllLines(page));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalArgumentException("no spec page protocol/spec/" + name + " above here");
  }

  /** Every vector of the page, by name, in the order of the page; never empty. */
  public Map<String, byte[]> vectors() {
    Map<String, byte[]> vectors = new LinkedHashMap<>();
    String vector = "";
    boolean inside = false;
    StringBuilder digits = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("#") && !inside) {
        vector = line.startsWith("### Vector: ") ? line.substring(12).strip() : "";
      } else if (line.strip().equals("```hex")) {
        inside = true;
        digits.setLength(0);
      } else if (inside && line.strip().equals("```")) {
        inside = false;
        if (vector.isEmpty() || vectors.put(vector, parse(digits.toString())) != null) {
          throw new IllegalStateException(name + ": a hex block without a name of its own");
        }
      } else if (inside) {
        digits.append(line.replaceFirst("#.*", "")).append(' ');
      }
    }
    if (vectors.isEmpty()) {
      throw new IllegalStateException(name + " has no vectors");
    }
    return vectors;
  }

  /** The vector {@code vector}. */
  public byte[] vector(String vector) {
    byte[] bytes = vectors().get(vector);
    if (bytes == null) {
      throw new IllegalArgumentException(name + " has no vector " + vector);
    }
    return bytes;
  }

  /** The rows {@code offset | size | field} of the first table below {@code heading}. */
  public List<String> layoutTable(String heading) {
    List<String> rows = new ArrayList<>();
    boolean below = false;
    for (String line : lines) {
      if (line.startsWith("#")) {
        if (below && !rows.isEmpty()) {
          break;
        }
        below = line.replaceFirst("^#+ *", "").equals(heading);
      } else if (below && line.matches("\\| *\\d+ *\\|.*")) {
        String[] cells = line.split("\\|", -1);
        rows.add(cells[1].strip() + " | " + cells[2].strip() + " | " + cells[3].strip());
      } else if (below && !rows.isEmpty()) {
        break;
      }
    }
    return rows;
  }

  /** The rows that {@link #layoutTable} must give for {@code layout}. */
  public static List<String> render(StructLayout layout) {
    List<String> rows = new ArrayList<>();
    long offset = 0;
    for (MemoryLayout member : layout.memberLayouts()) {
      rows.add(offset + " | " + member.byteSize() + " | " + member.name().orElse("?"));
      offset += member.byteSize();
    }
    return rows;
  }

  private static byte[] parse(String text) {
    StringBuilder digits = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (word.matches("\\([0-9a-fA-F]+\\)\\*\\d+")) {
        int close = word.indexOf(')');
        int times = Integer.parseInt(word.substring(close + 2));
        digits.repeat(word.substring(1, close), times);
      } else {
        digits.append(word);
      }
    }
    return HexFormat.of().parseHex(digits);
  }
}
