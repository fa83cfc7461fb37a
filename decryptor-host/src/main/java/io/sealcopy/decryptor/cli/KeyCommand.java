package io.sealcopy.decryptor.cli;

import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.PassphraseOptions;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.crypto.Argon2Cost;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.crypto.Passphrase;
import io.sealcopy.crypto.Pkcs8;
import io.sealcopy.crypto.PrivateKeyFile;
import io.sealcopy.decryptor.CopySession;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealcopy key}: recipients and key records, as files. */
@Command(name = "key", description = "Make a recipient's key, look into key records.")
final class KeyCommand {
  private static final int DEFAULT_VALIDITY_DAYS = 3653;

  private final CommonOptions options;
  private final Terminal terminal;

  KeyCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Command(
      name = "new-recipient",
      description =
          "Make the key pair of one who shall be able to open copies. The private key is kept"
              + " under a passphrase (Argon2id); the certificate goes to pair create.",
      footer = "  sealcopy key new-recipient --out recipient --name \"disaster recovery\"")
  ExitCode newRecipient(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where DIR/recipient.key and DIR/recipient.crt are written.")
          Path directory,
      @Option(
              names = "--name",
              defaultValue = "Sealcopy recipient",
              description = "Whose it is, for people (default: ${DEFAULT-VALUE}).")
          String name,
      @Option(
              names = "--kind",
              defaultValue = "rsa-3072",
              description = "rsa-3072 or ec-p256 (default: ${DEFAULT-VALUE}).")
          String kindName,
      @Option(
              names = "--days",
              defaultValue = "" + DEFAULT_VALIDITY_DAYS,
              description = "Validity; its end warns, it never blocks (default: ${DEFAULT-VALUE}).")
          int days,
      @Mixin PassphraseOptions passphraseOptions) {
    KeyKind kind = kind(kindName);
    if (days < 1 || name.isBlank()) {
      throw new CliException(ExitCode.USAGE, "--days and --name must say something", "");
    }
    Path keyFile = directory.resolve("recipient.key");
    Path certificateFile = directory.resolve("recipient.crt");
    SecureRandom random = new SecureRandom();
    Sha256 fingerprint;
    try (Passphrase passphrase =
        Accepted.passphrase(passphraseOptions.readNew("the private key " + keyFile, terminal))) {
      Credential made =
          Credential.generate(
              kind, name, Credential.Purpose.UNWRAP, Instant.now(), Duration.ofDays(days), random);
      fingerprint = made.fingerprint();
      SecretFiles.writeNew(
          keyFile,
          PrivateKeyFile.lock(made.privateKey(), passphrase, Argon2Cost.DEFAULT, random),
          true);
      SecretFiles.writeNew(certificateFile, Certificates.toPem(made.certificate()), false);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("private_key", keyFile.toString());
    result.put("certificate", certificateFile.toString());
    result.put("fingerprint", fingerprint.toString());
    print(
        result,
        """
        private key   %s (keep it, and its passphrase, away from both centres)
        certificate   %s (give it to: sealcopy pair create --recipient)
        fingerprint   %s
        """
            .formatted(keyFile, certificateFile, fingerprint));
    return ExitCode.OK;
  }

  @Command(
      name = "new-identity",
      description =
          "Make what a program shows in TLS: PATH.crt, a self-signed certificate on P-256 for the"
              + " other side to trust, and PATH.key, its private key, which stays here.",
      footer = "  sealcopy key new-identity /etc/sealcopy/main")
  ExitCode newIdentity(
      @Parameters(paramLabel = "PATH", arity = "1..*", description = "One or several.")
          List<Path> paths,
      @Option(
              names = "--days",
              defaultValue = "" + DEFAULT_VALIDITY_DAYS,
              description = "Validity: at its end links stop (default: ${DEFAULT-VALUE}).")
          int days) {
    if (days < 1) {
      throw new CliException(ExitCode.USAGE, "--days must be positive", "");
    }
    for (Path path : paths) {
      Credential made =
          Credential.generate(
              KeyKind.EC_P256,
              "Sealcopy " + path.getFileName(),
              Credential.Purpose.AUTHENTICATE,
              Instant.now(),
              Duration.ofDays(days),
              new SecureRandom());
      Path keyFile = path.resolveSibling(path.getFileName() + ".key");
      Path certificateFile = path.resolveSibling(path.getFileName() + ".crt");
      byte[] key = Pkcs8.toPem(made.privateKey());
      SecretFiles.writeNew(keyFile, key, true);
      Arrays.fill(key, (byte) 0);
      SecretFiles.writeNew(certificateFile, Certificates.toPem(made.certificate()), false);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("private_key", keyFile.toString());
      result.put("certificate", certificateFile.toString());
      result.put("fingerprint", TrustedPeer.fingerprint(made.certificate()));
      print(
          result,
          """
          private key   %s (stays here)
          certificate   %s (give it to the other side)
          fingerprint   %s
          """
              .formatted(keyFile, certificateFile, result.get("fingerprint")));
    }
    return ExitCode.OK;
  }

  private static KeyKind kind(String name) {
    for (KeyKind kind : KeyKind.values()) {
      if (kind.optionName().equals(name)) {
        return kind;
      }
    }
    throw new CliException(
        ExitCode.USAGE, "there is no kind of key \"" + name + "\"", "use rsa-3072 or ec-p256");
  }

  @Command(
      name = "fingerprint",
      description = "Print the fingerprint of a certificate, and until when it is valid.",
      footer = "  sealcopy key fingerprint recipient/recipient.crt")
  ExitCode fingerprint(
      @Parameters(paramLabel = "CERTIFICATE", description = "PEM or DER.") Path file) {
    X509Certificate certificate = Accepted.certificate(file, terminal);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("fingerprint", Certificates.fingerprint(certificate).toString());
    result.put("subject", certificate.getSubjectX500Principal().getName());
    result.put("not_after", certificate.getNotAfter().toInstant().toString());
    print(
        result,
        "%s\n%s, valid until %s\n"
            .formatted(result.get("fingerprint"), result.get("subject"), result.get("not_after")));
    return ExitCode.OK;
  }

  @Command(
      name = "export",
      description =
          "Write a recipient's private key as PKCS #8 under the same passphrase (PBES2), for tools"
              + " such as openssl.",
      footer = "  sealcopy key export recipient/recipient.key --out recipient.pem")
  ExitCode export(
      @Parameters(paramLabel = "KEY", description = "A file of key new-recipient.") Path file,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file.")
          Path out,
      @Mixin PassphraseOptions passphraseOptions) {
    try (Passphrase passphrase =
        Accepted.passphrase(passphraseOptions.read("the private key " + file, terminal))) {
      PrivateKey key =
          Accepted.of(
              file,
              PrivateKeyFile.unlock(SecretFiles.read(file, "a private key file"), passphrase));
      SecretFiles.writeNew(out, Pkcs8.exportEncrypted(key, passphrase, new SecureRandom()), true);
    }
    print(Map.of("private_key", out.toString()), "private key   " + out + "\n");
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description =
          "Show what a key record says: for which group and generation, who can unwrap it.",
      footer = "  sealcopy key show escrow/generation-1.key-record")
  ExitCode show(
      @Parameters(paramLabel = "RECORD", description = "A key record as a file.") Path file) {
    KeyRecord record = Accepted.keyRecord(file);
    print(KeyRecords.values(record), KeyRecords.text(record));
    return ExitCode.OK;
  }

  @Command(
      name = "envelope",
      description =
          "Take one recipient's CMS envelope out of a key record, for openssl cms -decrypt.",
      footer = "  sealcopy key envelope 1.key-record --recipient recipient.crt --out envelope.der")
  ExitCode envelope(
      @Parameters(paramLabel = "RECORD", description = "A key record as a file.") Path file,
      @Option(
              names = "--recipient",
              required = true,
              paramLabel = "CERTIFICATE",
              description = "Whose envelope.")
          Path recipient,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file.")
          Path out) {
    KeyRecord record = Accepted.keyRecord(file);
    Sha256 wanted = Certificates.fingerprint(Accepted.certificate(recipient, terminal));
    for (KeyRecord.Recipient candidate : record.recipients()) {
      if (candidate.certificate().equals(wanted)) {
        SecretFiles.writeNew(out, candidate.envelope().toByteArray(), false);
        print(Map.of("envelope", out.toString()), "envelope   " + out + "\n");
        return ExitCode.OK;
      }
    }
    throw new CliException(
        ExitCode.REFUSED,
        file + " has no envelope for " + recipient + " (" + wanted + ")",
        "see who can open it: sealcopy key show " + file);
  }

  @Command(
      name = "fetch",
      description = "Get the key records that lie at a remote centre, as files.",
      footer =
          "  sealcopy key fetch iscsi://remote:3261/iqn.2026-01.org.example:remote/0 --out keys")
  ExitCode fetch(
      @Mixin Access access,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where DIR/generation-N.key-record are written.")
          Path directory) {
    Access.Opened opened = Access.open(access.login(terminal));
    try (CopySession session = opened.session()) {
      long generation = 0;
      TableAnswer answer;
      do {
        answer = Access.orFail(session.table(VendorCommand.READ_KEY_RECORDS, generation));
        answer.keyRecords().forEach(encoded -> write(directory, encoded));
        generation = answer.next();
      } while (answer.more());
    }
    return ExitCode.OK;
  }

  private void write(Path directory, byte[] encoded) {
    switch (KeyRecordCodec.decode(encoded)) {
      case KeyRecordCodec.Decoded.Valid(KeyRecord record) -> {
        Path file = directory.resolve("generation-" + record.key().generation() + ".key-record");
        SecretFiles.writeNew(file, encoded, false);
        print(Map.of("key_record", file.toString()), "key record   " + file + "\n");
      }
      case KeyRecordCodec.Decoded.Malformed malformed ->
          throw new CliException(
              ExitCode.DAMAGED, "at the remote centre: " + malformed.message(), "");
    }
  }

  private void print(Map<String, ?> values, String text) {
    if (options.json()) {
      terminal.out().println(Json.write(values));
    } else {
      terminal.out().print(text);
    }
  }
}
