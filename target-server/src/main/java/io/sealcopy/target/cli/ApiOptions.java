package io.sealcopy.target.cli;

import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.TlsFiles;
import io.sealcopy.config.tls.TlsContexts;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which administration API to call when that of {@code --config} is on another machine. */
public final class ApiOptions {
  @Option(
      names = "--api",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The administration API on another machine, https://host:port.")
  private @Nullable URI api;

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "With --api: its token, a copy of admin.token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--trust",
      scope = ScopeType.INHERIT,
      paramLabel = "CERTIFICATE",
      description = "With --api: its certificate in PEM, or sha256: and its fingerprint.")
  private List<String> trust = new ArrayList<>();

  @Option(
      names = "--identity",
      scope = ScopeType.INHERIT,
      paramLabel = "PATH",
      description =
          "With --api: PATH.crt and PATH.key, where it wants a certificate of the caller.")
  private @Nullable Path identity;

  /** Whether {@code --api} was given. */
  public boolean given() {
    return api != null;
  }

  /**
   * A client of that API; empty without {@code --api}.
   *
   * @param program the command of the program that has the API
   * @throws CliException when something else is missing
   */
  public Optional<AdminClient> client(String program) {
    if (api == null) {
      return Optional.empty();
    }
    if (!"https".equals(api.getScheme()) || api.getHost() == null || tokenFile == null) {
      throw new CliException(
          ExitCode.USAGE,
          "--api needs an URL like https://host:9260, and --token-file",
          "without --api the API of --config is called, on this machine");
    }
    if (trust.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          "--api needs to know the certificate of " + api.getHost(),
          "add --trust FILE with its admin.tls.certificate");
    }
    String base = api.toString();
    return Optional.of(
        new AdminClient(
            program,
            base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
            tokenFile,
            Optional.of(context())));
  }

  /** The context for the API of a configuration: of both sides the certificate is the same. */
  static Optional<SSLContext> context(AdminConfig config) {
    return config
        .tls()
        .map(tls ->
            TlsContexts.mutual(
                new TlsConfig(
                    tls.certificate(),
                    tls.privateKey(),
                    List.of(TrustedPeer.of(tls.certificate().getFirst())))));
  }

  private SSLContext context() {
    List<TrustedPeer> peers = TlsFiles.peers(trust);
    return identity == null
        ? TlsContexts.anonymous(peers)
        : TlsContexts.mutual(TlsFiles.as(identity, peers));
  }
}
