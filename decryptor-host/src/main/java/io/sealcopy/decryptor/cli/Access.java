package io.sealcopy.decryptor.cli;

import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.Secret;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ConfigLoading;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.cli.TlsFiles;
import io.sealcopy.config.read.ConfigReader;
import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.decryptor.CopySession;
import io.sealcopy.decryptor.DecryptFailure;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.LinkSecurity;
import io.sealcopy.initiator.ParsedUrl;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.vendor.CopyStatus;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which copy a command is about, and how to log in there: by URL, or by a configuration file. */
final class Access {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1|\\[::1\\]");
  private static final String DEFAULT_NAME = "iqn.2026-01.io.sealcopy:decryptor";

  @Parameters(
      arity = "0..1",
      paramLabel = "COPY",
      description = "iscsi://[user@]host[:port]/target-name/lun of the copy.")
  private @Nullable String url;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Take everything from the section decryptor of FILE.")
  private @Nullable Path configFile;

  @Option(
      names = "--lun",
      defaultValue = "0",
      description = "With --config: which logical unit (default: ${DEFAULT-VALUE}).")
  private int lun;

  @Option(
      names = "--initiator-name",
      defaultValue = DEFAULT_NAME,
      description = "Our name, to which the remote centre gives roles (default: ${DEFAULT-VALUE}).")
  private String initiatorName = DEFAULT_NAME;

  @Option(
      names = "--chap-secret-file",
      paramLabel = "FILE",
      description = "The CHAP secret of the user in COPY: the first line of FILE (chmod 600).")
  private @Nullable Path secretFile;

  @Option(
      names = "--trust",
      paramLabel = "CERTIFICATE",
      description =
          "Log in to COPY in TLS: the remote centre's certificate in PEM, or sha256: and its"
              + " fingerprint.")
  private List<String> trust = new ArrayList<>();

  @Option(
      names = "--identity",
      paramLabel = "PATH",
      description = "With --trust: PATH.crt, which the remote centre knows us by, and PATH.key.")
  private @Nullable Path identity;

  private @Nullable DecryptorConfig loaded;

  /** Where, and as whom. */
  record Login(IscsiUrl url, InitiatorOptions options, boolean secured) {}

  /** The configuration, when a file was named. */
  Optional<DecryptorConfig> config(Terminal terminal) {
    if (configFile == null) {
      return Optional.empty();
    }
    if (loaded == null) {
      loaded =
          ConfigLoading.orFail(
              ConfigReader.decryptor(configFile, terminal.environment()), terminal);
    }
    return Optional.of(loaded);
  }

  Login login(Terminal terminal) {
    Optional<DecryptorConfig> config = config(terminal);
    if (url != null && config.isPresent()) {
      throw new CliException(ExitCode.USAGE, "both COPY and --config are given", "give one");
    }
    if (config.isPresent() ? !trust.isEmpty() || identity != null : !trustFits()) {
      throw new CliException(
          ExitCode.USAGE,
          "--trust and --identity do not stand for each other, nor beside --config",
          "with COPY: --trust FILE, and --identity PATH where a certificate is wanted of us");
    }
    return config.map(this::fromConfig).orElseGet(this::fromUrl);
  }

  private boolean trustFits() {
    return identity == null || !trust.isEmpty();
  }

  /** Whether what crosses can be read on the way: the log-in is neither in TLS nor to this host. */
  static boolean isReadable(Login login) {
    return !login.secured() && !LOOPBACK.matcher(login.url().host()).matches();
  }

  private Login fromConfig(DecryptorConfig config) {
    IscsiUrl from =
        new IscsiUrl(
            Optional.empty(),
            config.remote().portal().host(),
            config.remote().portal().port(),
            config.remote().target(),
            lun);
    InitiatorOptions options =
        secured(InitiatorOptions.of(config.initiatorName(), randomIsid()), config.remote().tls());
    return new Login(
        from,
        config.remote().chap().map(chap -> options.withChap(chap(chap))).orElse(options),
        config.remote().tls().isPresent());
  }

  private static InitiatorOptions secured(InitiatorOptions options, Optional<TlsConfig> tls) {
    return tls.map(each ->
            options.withSecurity(LinkSecurity.tls(TlsContexts.mutual(each), TlsContexts.client())))
        .orElse(options);
  }

  private Login fromUrl() {
    if (url == null) {
      throw new CliException(
          ExitCode.USAGE, "no copy is named", "give its URL, or --config with a file");
    }
    return switch (IscsiUrl.parse(url)) {
      case ParsedUrl.Invalid invalid ->
          throw new CliException(ExitCode.USAGE, invalid.problem(), "");
      case IscsiUrl parsed -> new Login(parsed, optionsFor(parsed), !trust.isEmpty());
    };
  }

  private InitiatorOptions optionsFor(IscsiUrl parsed) {
    InitiatorOptions plain = InitiatorOptions.of(initiatorName, randomIsid());
    InitiatorOptions options = trust.isEmpty() ? plain : plain.withSecurity(security());
    if (parsed.user().isEmpty()) {
      return options;
    }
    if (secretFile == null) {
      throw new CliException(
          ExitCode.USAGE,
          parsed + " names a user but no secret is given",
          "add --chap-secret-file");
    }
    byte[] content = SecretFiles.read(secretFile, "a CHAP secret");
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    byte[] secret = Arrays.copyOf(content, end);
    Arrays.fill(content, (byte) 0);
    ChapLogin login =
        ChapLogin.oneWay(new ChapCredentials(parsed.user().get(), ChapSecret.of(secret)));
    Arrays.fill(secret, (byte) 0);
    return options.withChap(login);
  }

  private LinkSecurity security() {
    List<TrustedPeer> peers = TlsFiles.peers(trust);
    return identity == null
        ? LinkSecurity.tls(TlsContexts.anonymous(peers), TlsContexts.client())
        : LinkSecurity.tls(TlsContexts.mutual(TlsFiles.as(identity, peers)), TlsContexts.client());
  }

  private static ChapLogin chap(ChapConfig chap) {
    ChapCredentials self = new ChapCredentials(chap.user(), secret(chap.secret()));
    return chap.mutual()
        .map(m -> ChapLogin.mutual(self, new ChapCredentials(m.user(), secret(m.secret()))))
        .orElseGet(() -> ChapLogin.oneWay(self));
  }

  private static ChapSecret secret(Secret from) {
    byte[] bytes = from.copyBytes();
    try {
      return ChapSecret.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Isid randomIsid() {
    SecureRandom random = new SecureRandom();
    return Isid.random(random.nextInt(1 << 24), random.nextInt(1 << 16));
  }

  /** A session at a copy that is bound to a pair. */
  record Opened(CopySession session, CopyStatus status) {}

  static Opened open(Login login) {
    CopySession session = orFail(CopySession.open(login.url(), login.options()));
    CopyStatus status = orFail(session.status());
    if (status.binding().isEmpty()) {
      throw new CliException(
          ExitCode.FAILED,
          login.url() + " is not bound to a pair: it never received a copy",
          "see the copies of the remote centre in its configuration");
    }
    return new Opened(session, status);
  }

  static <T> T orFail(CopySession.Answer<T> answer) {
    return switch (answer) {
      case CopySession.Answer.Got<T>(T value) -> value;
      case CopySession.Answer.TryLater<T>(String reason) ->
          throw new CliException(
              ExitCode.UNREACHABLE, reason, "is the remote centre running, and the URL right?");
      case CopySession.Answer.No<T>(DecryptFailure failure) -> throw failed(failure);
    };
  }

  static CliException failed(DecryptFailure failure) {
    return switch (failure) {
      case DecryptFailure.BeyondVolume(String message) ->
          new CliException(ExitCode.DAMAGED, message, "table and volume do not belong together");
      case DecryptFailure.Damaged(String message) ->
          new CliException(ExitCode.DAMAGED, message, "nothing was written because of it");
      case DecryptFailure.NoKey(String message) ->
          new CliException(ExitCode.REFUSED, message, "see: sealcopy key fetch COPY --out DIR");
      case DecryptFailure.KeyRefused(String message) ->
          new CliException(
              ExitCode.REFUSED,
              message,
              "is it the right recipient, and the fingerprint that pair create printed?");
      case DecryptFailure.CopyRefused(String message) ->
          new CliException(
              ExitCode.REFUSED,
              message,
              "does the remote centre give this initiator the role decryptor, and does CHAP fit?");
      case DecryptFailure.Unreachable(String message) ->
          new CliException(
              ExitCode.UNREACHABLE, message, "run it again: it goes on where it stopped");
    };
  }
}
