package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program on its way to its end. */
public final class Running {
  private static final int LIMIT_MINUTES = 5;

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
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new BenchException(String.join(" ", command) + " does not end");
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
