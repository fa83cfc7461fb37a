package io.sealcopy.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that a test has started; its standard output and error are in one file. */
final class Running {
  private static final int END_SECONDS = 40;

  private final String name;
  private final Path log;
  private final Process process;

  Running(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** SIGTERM; returns the exit code. */
  int terminate() {
    process.destroy();
    return await();
  }

  /** Waits for its end; returns the exit code. */
  int await() {
    return await(Duration.ofSeconds(END_SECONDS));
  }

  /** The same, with another patience. */
  int await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " did not end within " + limit + "\n" + tail(40));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name + " ended", e);
    }
  }

  String log() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of its log, for people. */
  String tail(int count) {
    List<String> lines = log().lines().toList();
    int from = Math.max(0, lines.size() - count);
    String state = alive() ? "runs" : "ended with " + process.exitValue();
    return "--- %s (%s), last %d lines:%n%s%n"
        .formatted(
            name, state, lines.size() - from, String.join("\n", lines.subList(from, lines.size())));
  }
}
