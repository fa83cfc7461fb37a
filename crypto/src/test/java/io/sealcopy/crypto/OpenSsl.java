package io.sealcopy.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the {@code openssl} command of the system, for tests tagged {@code system}. */
final class OpenSsl {
  /** What a run came to; {@code output} holds standard output and error together. */
  record Run(int exitCode, String output) {}

  private OpenSsl() {}

  static Run run(Path directory, String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("openssl did not end within 30 s: " + command);
    }
    return new Run(process.exitValue(), output);
  }
}
