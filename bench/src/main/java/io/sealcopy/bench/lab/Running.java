package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program on its way to its end. */
public final class Running {
  /** No measurement takes longer. */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private final List<String> command;
  private final Process process;
  private final Path out;

  Running(List<String> command, Process process, Path out) {
    this.command = command;
    this.process = process;
    this.out = out;
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end. */
  public Ran end() throws InterruptedException {
    return end(LIMIT);
  }

  /**
   * Waits for its end, and ends it when that takes longer.
   *
   * @throws BenchException when it did
   */
  public Ran end(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new BenchException(
          "%s does not end within %d s".formatted(command.getFirst(), limit.toSeconds()));
    }
    try {
      String output = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
      Files.delete(out);
      return new Ran(command, process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
