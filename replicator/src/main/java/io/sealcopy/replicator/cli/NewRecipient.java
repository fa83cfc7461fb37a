package io.sealcopy.replicator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.Secret;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.PassphraseOptions;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.crypto.Argon2Cost;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.crypto.Passphrase;
import io.sealcopy.crypto.PrivateKeyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/** Makes a recipient on the way to a pair, as {@code key new-recipient} does. */
final class NewRecipient {
  private NewRecipient() {}

  /** Writes {@code recipient.key} and {@code recipient.crt}; returns the certificate in PEM. */
  static String make(Path directory, PassphraseOptions options, Terminal terminal) {
    Path keyFile = directory.resolve("recipient.key");
    SecureRandom random = new SecureRandom();
    Secret given = options.readNew("the private key " + keyFile, terminal);
    byte[] bytes = given.copyBytes();
    try (Passphrase passphrase = Passphrase.ofFileContents(bytes)) {
      Credential made =
          Credential.generate(
              KeyKind.RSA_3072,
              "Sealcopy recipient",
              Credential.Purpose.UNWRAP,
              Instant.now(),
              Credential.DEFAULT_VALIDITY,
              random);
      byte[] certificate = Certificates.toPem(made.certificate());
      write(
          keyFile,
          PrivateKeyFile.lock(made.privateKey(), passphrase, Argon2Cost.DEFAULT, random),
          "rw-------");
      write(directory.resolve("recipient.crt"), certificate, "rw-r--r--");
      terminal
          .err()
          .println(
              "recipient made: keep %s, and its passphrase, away from both centres"
                  .formatted(keyFile));
      return new String(certificate, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), "choose another", e);
    } finally {
      java.util.Arrays.fill(bytes, (byte) 0);
      given.wipe();
    }
  }

  private static void write(Path file, byte[] content, String mode) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var channel =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
        channel.write(ByteBuffer.wrap(content));
      }
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          ExitCode.USAGE,
          file + " is there already and is not overwritten",
          "use it with --recipient, or choose another directory",
          e);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "cannot write " + file + ": " + e, "", e);
    }
  }
}
