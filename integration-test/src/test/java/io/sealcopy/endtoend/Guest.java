package io.sealcopy.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a script in the Linux guest of {@code scripts/guest}, which has open-iscsi. */
final class Guest {
  private static final int CANNOT_RUN = 77;
  private static final Duration IMAGE = Duration.ofMinutes(5);

  private final Scratch scratch;
  private final List<String> options = new ArrayList<>();

  Guest(Scratch scratch) {
    this.scratch = scratch;
    Ran built = scratch.run(IMAGE, Map.of(), List.of(Project.script("guest").toString(), "build"));
    assumeTrue(built.code() != CANNOT_RUN, built.err().strip());
    built.expectOk();
  }

  /** The guest reaches 127.0.0.1:port of this machine at its own 127.0.0.1:port. */
  Guest forward(int... ports) {
    for (int port : ports) {
      options.addAll(List.of("--forward", "" + port));
    }
    return this;
  }

  /** A file or directory to find in /guest/files. */
  Guest file(Path path) {
    options.addAll(List.of("--file", path.toString()));
    return this;
  }

  Guest environment(String name, Object value) {
    options.addAll(List.of("--env", name + "=" + value));
    return this;
  }

  /** Where what the script leaves in /guest/out goes. */
  Guest out(Path directory) {
    options.addAll(List.of("--out", directory.toString()));
    return this;
  }

  /** Runs the script, a resource beside this class, and fails the test unless it ends well. */
  Ran run(String resource, Duration limit) throws Exception {
    return scratch.run(limit.plusSeconds(30), Map.of(), command(resource, limit)).expectOk();
  }

  /** Starts the script, a resource beside this class; what it prints is in the log at once. */
  Running start(String resource, Duration limit) throws Exception {
    return scratch.start("guest", Map.of(), command(resource, limit));
  }

  private List<String> command(String resource, Duration limit) throws Exception {
    Path script;
    try (var in = Guest.class.getResourceAsStream(resource)) {
      script = scratch.write(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> command = new ArrayList<>();
    command.add(Project.script("guest").toString());
    command.add("run");
    command.addAll(options);
    command.addAll(List.of("--timeout", "" + limit.toSeconds(), script.toString()));
    return command;
  }
}
