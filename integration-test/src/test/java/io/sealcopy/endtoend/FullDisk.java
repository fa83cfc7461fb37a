package io.sealcopy.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system with little room, which only root can make. */
record FullDisk(Scratch scratch, Path directory) implements AutoCloseable {
  static FullDisk mount(Scratch scratch, long bytes) throws IOException {
    Path directory = Files.createDirectory(scratch.path("small-disk"));
    Ran mounted =
        scratch.run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "none", directory.toString());
    assumeTrue(
        mounted.code() == 0, "a small disk cannot be mounted here: " + mounted.err().strip());
    return new FullDisk(scratch, directory);
  }

  @Override
  public void close() {
    // Lazily: a program that still runs has a file open there.
    scratch.run("umount", "-l", directory.toString()).expectOk();
  }
}
