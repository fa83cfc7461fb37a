package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program in the background; what it says is in a file. */
public final class Server implements AutoCloseable {
  private static final int TAIL = 2000;

  private final String name;
  private final Process process;
  private final Path log;

  Server(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** What it was called when it was started. */
  public String name() {
    return name;
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** User and system time so far, in seconds. */
  public double cpuSeconds() {
    return ProcessorTime.of(pid());
  }

  /** What it has said so far. */
  public String log() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is so; fails at once when the program has ended. */
  public void await(String what, Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!alive() || System.nanoTime() > end) {
        String said = log();
        throw new BenchException(
            "%s: %s%n%s"
                .formatted(
                    name,
                    process.isAlive() ? what + ": not within " + limit : "ended",
                    said.substring(Math.max(0, said.length() - TAIL))));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** SIGTERM, and then its end. */
  public void terminate(Duration limit) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new BenchException(name + " did not end within " + limit);
    }
  }

  /** SIGKILL: Debian's tgtd ignores SIGTERM while it has targets. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
