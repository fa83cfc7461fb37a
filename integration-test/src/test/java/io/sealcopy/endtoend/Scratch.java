package io.sealcopy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.system.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * A test's directory and what it started in it. After the test every process is killed, by its id,
 * and the directory removed ({@code -Dsealcopy.keep=true} leaves it); a failure shows the logs.
 */
final class Scratch
    implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {
  private static final int TAIL = 60;

  private final List<Running> started = new ArrayList<>();
  private Path directory = Path.of("");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("sealcopy-test-");
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    StringBuilder logs = new StringBuilder();
    started.forEach(running -> logs.append(running.tail(TAIL)));
    throw new AssertionError(failure.getMessage() + "\n" + logs, failure);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    started.reversed().forEach(Running::kill);
    if (Boolean.getBoolean("sealcopy.keep")) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  Path directory() {
    return directory;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** A new file, readable by its owner only. */
  Path write(String name, String text) {
    Path file = path(name);
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port of loopback that is free, and stays so until a program of this test listens there. */
  int freePort() {
    return FreePort.next();
  }

  /** Starts a program; it is killed after the test if it still runs then. */
  Running start(String name, Map<String, String> environment, List<String> command) {
    Path log = path(name + "-" + started.size() + ".log");
    ProcessBuilder builder = builder(environment, command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      Running running = new Running(name, log, builder.start());
      started.add(running);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end; it is killed when that takes longer than {@code limit}. */
  Ran run(Duration limit, Map<String, String> environment, List<String> command) {
    Path out = path("out-" + Long.toHexString(System.nanoTime()));
    Path err = out.resolveSibling(out.getFileName() + ".err");
    ProcessBuilder builder = builder(environment, command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      Process process = builder.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            "%s did not end within %s%n%s%n%s"
                .formatted(command, limit, Files.readString(out), Files.readString(err)));
      }
      String output = new String(Files.readAllBytes(out), UTF_8);
      String error = new String(Files.readAllBytes(err), UTF_8);
      return new Ran(List.copyOf(command), process.exitValue(), output, error);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + command, e);
    }
  }

  Ran run(String... command) {
    return run(Duration.ofMinutes(1), Map.of(), List.of(command));
  }

  /** Runs {@code sealcopy} with the arguments. */
  Ran sealcopy(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Project.launcher()));
    command.addAll(List.of(arguments));
    return run(Duration.ofMinutes(2), Map.of(), command);
  }

  private ProcessBuilder builder(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Waits until something is so. */
  static void await(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + ": not within " + limit);
      }
      pause(50);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
