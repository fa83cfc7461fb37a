package io.sealcopy.decryptor.cli;

import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.Secret;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.PassphraseOptions;
import io.sealcopy.config.cli.Progress;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.cli.Units;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.Passphrase;
import io.sealcopy.crypto.PrivateKeyFile;
import io.sealcopy.decryptor.DecryptFailure;
import io.sealcopy.decryptor.DecryptResult;
import io.sealcopy.decryptor.Decryption;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.CopyStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealcopy decrypt}. */
@Command(
    name = "decrypt",
    description = {
      "Turn a sealed copy at a remote centre back into plaintext, in place.",
      "It may be killed at any moment and run again; what is plaintext already stays so."
    },
    footer = {
      "  sealcopy decrypt iscsi://dr@remote:3261/iqn.2026-01.org.example:remote/0 \\",
      "      --chap-secret-file dr.secret --key recipient/recipient.key --signer sha256:4f…"
    })
final class DecryptCommand implements Callable<ExitCode> {
  private static final String NOTHING = "%s: nothing to do, no block of it is ciphertext%n";
  private static final long NANOS = 1_000_000_000L;

  private final CommonOptions options;
  private final Terminal terminal;

  @Mixin private final Access access = new Access();
  @Mixin private final PassphraseOptions passphrase = new PassphraseOptions();

  @Option(names = "--key", paramLabel = "FILE", description = "The recipient's private key.")
  private @Nullable Path key;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Its certificate (default: beside the key, ending in .crt).")
  private @Nullable Path certificate;

  @Option(
      names = "--signer",
      paramLabel = "FINGERPRINT",
      description = "The main centre's signing certificate, as pair create printed it.")
  private @Nullable String signer;

  @Option(
      names = "--signer-certificate",
      paramLabel = "FILE",
      description = "The same, as a file (from the escrow directory).")
  private @Nullable Path signerCertificate;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a copy that is away is tried again (default: ${DEFAULT-VALUE}).")
  private int patienceSeconds;

  DecryptCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Override
  public ExitCode call() throws InterruptedException {
    Optional<DecryptorConfig> config = access.config(terminal);
    Access.Login login = access.login(terminal);
    if (key == null && config.isEmpty() && isPlaintext(login)) {
      terminal.out().printf(NOTHING, login.url());
      return ExitCode.OK;
    }
    Sha256 pinned = pinnedSigner(config);
    Credential recipient = recipient(config);
    Decryption.Settings defaults = Decryption.Settings.DEFAULT;
    Decryption.Settings settings =
        new Decryption.Settings(
            config.map(DecryptorConfig::inFlight).orElse(defaults.inFlightBytes()),
            defaults.chunkBytes(),
            Duration.ofSeconds(patienceSeconds),
            defaults.maxIdleRounds());

    if (Access.isReadable(login)) {
      terminal
          .err()
          .printf(
              "warning: the connection to %s is not secured: the plaintext that is written back can"
                  + " be read on the way (--trust and --identity, or tls in --config)%n",
              login.url().host());
    }
    long start = System.nanoTime();
    Access.Opened opened = Access.open(login);
    CopyStatus status = opened.status();
    long sealed = (status.ciphertextBlocks() + status.handedOutBlocks()) * status.blockLength();
    Progress progress =
        new Progress(
            "decrypting " + login.url(),
            sealed,
            options.progressStyle(terminal),
            terminal.err(),
            System::nanoTime);
    DecryptResult result =
        new Decryption(login.url(), login.options(), recipient, pinned, settings)
            .run(opened.session(), status, progress::add);
    progress.done();
    return summary(login, result, status.blockLength(), System.nanoTime() - start);
  }

  /** Whoever has a plain copy (seal = off) has no key, and needs none. */
  private static boolean isPlaintext(Access.Login login) {
    try {
      Access.Opened opened = Access.open(login);
      opened.session().close();
      CopyStatus status = opened.status();
      return status.fault().isEmpty() && status.ciphertextBlocks() + status.handedOutBlocks() == 0;
    } catch (CliException _) {
      return false; // The first thing that is wrong is that no key was named.
    }
  }

  private Sha256 pinnedSigner(Optional<DecryptorConfig> config) {
    if (signer != null && signerCertificate == null) {
      return Accepted.fingerprint(signer);
    }
    Path file = signerCertificate;
    if (file == null && config.isPresent()) {
      file = config.get().signerCertificate();
    }
    if (file == null || signer != null) {
      throw new CliException(
          ExitCode.USAGE,
          "the main centre whose keys are to be trusted is not named, or named twice",
          "give one of --signer and --signer-certificate; pair create prints the fingerprint");
    }
    return Certificates.fingerprint(Accepted.certificate(file, terminal));
  }

  private Credential recipient(Optional<DecryptorConfig> config) {
    Path keyFile =
        Optional.ofNullable(key)
            .or(() -> config.map(c -> c.recipient().privateKey()))
            .orElseThrow(() ->
                new CliException(
                    ExitCode.USAGE, "no private key is named", "add --key recipient.key"));
    Path certificateFile =
        Optional.ofNullable(certificate)
            .or(() -> config.flatMap(c -> c.recipient().certificate()))
            .orElseGet(() -> beside(keyFile));
    Optional<Secret> configured =
        passphrase.given() ? Optional.empty() : config.flatMap(c -> c.recipient().passphrase());
    if (configured.isEmpty()) {
      return Accepted.recipient(keyFile, certificateFile, passphrase, terminal);
    }
    byte[] locked = SecretFiles.read(keyFile, "a private key file");
    try (Passphrase opened = Accepted.passphrase(configured.get())) {
      return Accepted.of(
          keyFile,
          PrivateKeyFile.unlock(locked, opened)
              .then(unlocked ->
                  Credential.of(Accepted.certificate(certificateFile, terminal), unlocked)));
    }
  }

  private static Path beside(Path keyFile) {
    String name = String.valueOf(keyFile.getFileName());
    int dot = name.lastIndexOf('.');
    return keyFile.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".crt");
  }

  private ExitCode summary(Access.Login login, DecryptResult result, int blockLength, long nanos) {
    long bytes = result.blocks() * blockLength;
    if (options.json()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("copy", login.url().toString());
      values.put("complete", result.complete());
      values.put("bytes", bytes);
      values.put("blocks", result.blocks());
      values.put("seconds", (double) nanos / NANOS);
      values.put("table_readings", result.rounds());
      values.put("superseded_writes", result.superseded());
      values.put("reconnects", result.reconnects());
      terminal.out().println(Json.write(values));
    } else if (result.complete() && result.blocks() == 0) {
      terminal.out().printf(NOTHING, login.url());
    } else {
      terminal
          .out()
          .printf(
              "%s: %s, %s made plaintext in %s; table read %d times, %d writes overtaken by newer"
                  + " data, link restored %d times%n",
              login.url(),
              result.complete() ? "plaintext" : "NOT complete",
              Units.size(bytes),
              Units.time(Duration.ofNanos(nanos)),
              result.rounds(),
              result.superseded(),
              result.reconnects());
    }
    DecryptFailure failure = result.failure();
    if (failure != null) {
      throw Access.failed(failure);
    }
    if (!result.complete()) {
      throw new CliException(
          ExitCode.FAILED,
          "the copy receives new data faster than it can be decrypted",
          "stop the pair first, then run it again");
    }
    return ExitCode.OK;
  }
}
