package io.sealcopy.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The administration API and the metrics page, over HTTP or HTTPS.
 *
 * @param tokenFile holds the bearer token that a caller must show; made at the first start, 0600
 * @param tls empty: no TLS, then it listens on loopback only; without trusted peers a caller needs
 *     no certificate, just the token
 */
public record AdminConfig(HostPort listen, Path tokenFile, Optional<TlsConfig> tls) {}
