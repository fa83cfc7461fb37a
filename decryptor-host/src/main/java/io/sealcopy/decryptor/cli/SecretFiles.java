package io.sealcopy.decryptor.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that commands of this program read and write; errors name the file and the next step. */
final class SecretFiles {
  private SecretFiles() {}

  static byte[] read(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CliException(
          ExitCode.USAGE, file + ": no such file (" + what + ")", "check the path", e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "cannot read " + file + ": " + e, "check the path", e);
    }
  }

  /** Writes a new file that only its owner can read; an existing one is never replaced. */
  static void writeNew(Path file, byte[] content, boolean secret) {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var mode =
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"));
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (var channel = Files.newByteChannel(file, options, mode)) {
        channel.write(java.nio.ByteBuffer.wrap(content));
      }
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          ExitCode.USAGE,
          file + " is there already and is not overwritten",
          "choose another place",
          e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "cannot write " + file + ": " + e, "check the path", e);
    }
  }
}
