package io.sealcopy.endtoend;

import io.sealcopy.config.cli.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the two servers: its configuration, its ports, and the process, which may come and go. */
abstract class Centre {
  protected final Scratch scratch;
  protected final String program;
  private final String name;
  protected final int port;
  protected final int adminPort;
  private @Nullable Running running;

  Centre(Scratch scratch, String program) {
    this(scratch, program, program);
  }

  /**
   * One of several of the same program.
   *
   * @param name of its files
   */
  Centre(Scratch scratch, String program, String name) {
    this.scratch = scratch;
    this.program = program;
    this.name = name;
    port = scratch.freePort();
    adminPort = scratch.freePort();
  }

  /** The configuration as it is to be now. */
  abstract String configuration();

  abstract String target();

  final int port() {
    return port;
  }

  final Path config() {
    return scratch.path(name + ".conf");
  }

  final Path state() {
    return scratch.path(name + "-state");
  }

  /** Starts it and waits until hosts can log in. */
  final void start() {
    launch();
    awaitReady();
  }

  /** Waits until it says that it is ready, and fails early if it has ended. */
  final void awaitReady() {
    Running now = running();
    Scratch.await(
        program + " is ready",
        Duration.ofMinutes(1),
        () -> {
          if (!now.alive()) {
            throw new AssertionError(program + " ended\n" + now.tail(60));
          }
          return now.log().contains(program + " centre ");
        });
  }

  /** Its configuration as a file. */
  final void writeConfig() {
    scratch.write(name + ".conf", configuration());
  }

  /** Starts it and does not wait. */
  final Running launch() {
    writeConfig();
    Running now =
        scratch.start(
            name, Map.of(), List.of(Project.launcher(), program, "--config", config().toString()));
    running = now;
    return now;
  }

  final Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException(program + " was never started");
    }
    return now;
  }

  /** SIGKILL. */
  final void kill() {
    running().kill();
  }

  /** SIGTERM; returns the exit code. */
  final int terminate() {
    return running().terminate();
  }

  /** What a Prometheus server gets from it. */
  final String metrics() throws Exception {
    URI page = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Calls its administration API. */
  final JsonObject api(String method, String path) {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header(
                  "Authorization",
                  "Bearer " + Files.readString(state().resolve("admin.token")).strip())
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return io.sealcopy.config.cli.Json.parse(
          client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  final String portal() {
    return "127.0.0.1:" + port;
  }
}
