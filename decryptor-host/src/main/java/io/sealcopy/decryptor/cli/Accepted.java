package io.sealcopy.decryptor.cli;

import io.sealcopy.config.Secret;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.PassphraseOptions;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.Passphrase;
import io.sealcopy.crypto.PrivateKeyFile;
import io.sealcopy.crypto.Refusal;
import io.sealcopy.crypto.Result;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.Sha256;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/** What files hold, or the end of the command with the file's name and what is wrong with it. */
final class Accepted {
  private Accepted() {}

  static <T> T of(Path file, Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Refused<T>(Refusal refusal) ->
          throw new CliException(exitCode(refusal), file + ": " + refusal.message(), next(refusal));
    };
  }

  private static ExitCode exitCode(Refusal refusal) {
    return switch (refusal) {
      case Refusal.WrongPassphrase _, Refusal.PassphraseNeeded _ -> ExitCode.REFUSED;
      case Refusal.UnpinnedSigner _, Refusal.BadSignature _, Refusal.UnexpectedRecord _ ->
          ExitCode.REFUSED;
      case Refusal.NotARecipient _, Refusal.EnvelopeNotOpened _ -> ExitCode.REFUSED;
      case Refusal.UnknownSuite _, Refusal.SuiteNotAvailable _, Refusal.UnsupportedKey _ ->
          ExitCode.USAGE;
      case Refusal.NotReadable _ -> ExitCode.DAMAGED;
      case Refusal.KeyMismatch _ -> ExitCode.USAGE;
    };
  }

  private static String next(Refusal refusal) {
    return switch (refusal) {
      case Refusal.WrongPassphrase _, Refusal.PassphraseNeeded _ ->
          "nothing was changed; try again with the passphrase of this key";
      case Refusal.KeyMismatch _ -> "give the certificate that was made with this private key";
      default -> "nothing was changed";
    };
  }

  static X509Certificate certificate(Path file, Terminal terminal) {
    X509Certificate certificate =
        of(file, Certificates.read(SecretFiles.read(file, "a certificate")));
    Certificates.timeWarning(certificate, Instant.now())
        .ifPresent(
            warning -> terminal.err().println("sealcopy: warning: " + file + ": " + warning));
    return certificate;
  }

  static PrivateKey privateKey(Path file, PassphraseOptions options, Terminal terminal) {
    byte[] locked = SecretFiles.read(file, "a private key file of sealcopy key new-recipient");
    try (Passphrase passphrase = passphrase(options.read("the private key " + file, terminal))) {
      return of(file, PrivateKeyFile.unlock(locked, passphrase));
    }
  }

  static Passphrase passphrase(Secret secret) {
    byte[] bytes = secret.copyBytes();
    secret.wipe();
    try {
      return Passphrase.ofFileContents(bytes);
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "choose another one", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static Credential recipient(
      Path key, Path certificate, PassphraseOptions options, Terminal terminal) {
    X509Certificate read = certificate(certificate, terminal);
    return of(certificate, Credential.of(read, privateKey(key, options, terminal)));
  }

  static KeyRecord keyRecord(Path file) {
    return switch (KeyRecordCodec.decode(SecretFiles.read(file, "a key record"))) {
      case KeyRecordCodec.Decoded.Valid(KeyRecord record) -> record;
      case KeyRecordCodec.Decoded.Malformed malformed ->
          throw new CliException(
              ExitCode.DAMAGED,
              file + ": " + malformed.message(),
              "fetch it again: sealcopy key fetch");
    };
  }

  static Sha256 fingerprint(String text) {
    try {
      return Sha256.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.USAGE,
          "\"" + text + "\" is not a fingerprint",
          "give sha256: and 64 hexadecimal digits, as pair create printed them",
          e);
    }
  }
}
