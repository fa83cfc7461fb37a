package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether somebody listens, found out without a connection (proc(5), /proc/net/tcp). */
public final class Listening {
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final String LISTEN = "0A";

  private Listening() {}

  /** Whether a process of this machine listens on the TCP port. */
  public static boolean on(int port) {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6").anyMatch(file -> on(lines(file), port));
  }

  static boolean on(List<String> table, int port) {
    String end = String.format(Locale.ROOT, ":%04X", port);
    return table.stream()
        .map(line -> line.strip().split("\\s+", STATE + 2))
        .anyMatch(fields ->
            fields.length > STATE && fields[LOCAL].endsWith(end) && fields[STATE].equals(LISTEN));
  }

  private static List<String> lines(String file) {
    try {
      return Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
    } catch (IOException e) {
      throw new BenchException(file + " cannot be read", e);
    }
  }
}
