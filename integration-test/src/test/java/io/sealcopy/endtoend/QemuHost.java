package io.sealcopy.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host that uses libiscsi through QEMU's tools. */
final class QemuHost {
  private final Scratch scratch;
  private final String url;

  /** A host of the volume at {@code url}, with user and secret in it. */
  QemuHost(Scratch scratch, String url) {
    this.scratch = scratch;
    this.url = url;
  }

  /** Writes a whole image onto the volume. */
  void write(Path image) {
    Ran ran =
        scratch.run(
            Duration.ofMinutes(2),
            Map.of(),
            List.of(
                Tools.path("qemu-img"),
                "convert",
                "-n",
                "-f",
                "raw",
                "-O",
                "raw",
                image.toString(),
                url));
    ran.expectOk();
  }

  /** Reads the whole volume into a file. */
  void read(Path image) {
    scratch
        .run(
            Duration.ofMinutes(2),
            Map.of(),
            List.of(
                Tools.path("qemu-img"), "convert", "-O", "raw", "-S", "0", url, image.toString()))
        .expectOk();
  }

  /** Runs commands of {@code qemu-io}, such as {@code write -P 0x5a 4096 512}. */
  Ran io(String... commands) {
    List<String> command = new ArrayList<>(List.of(Tools.path("qemu-io"), "-f", "raw"));
    for (String each : commands) {
      command.add("-c");
      command.add(each);
    }
    command.add(url);
    Ran ran = scratch.run(Duration.ofMinutes(1), Map.of(), command);
    // It ends with 0 even when a command failed.
    boolean failed = ran.out().contains("failed") || ran.err().contains("failed");
    return failed ? new Ran(ran.command(), 1, ran.out(), ran.err()) : ran;
  }
}
