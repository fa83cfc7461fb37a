package io.sealcopy.config;

import java.util.Optional;

/**
 * An iSCSI target that we log in to.
 *
 * @param portal its address, default port 3260
 * @param target its iSCSI name
 * @param chap how we prove ourselves there; empty: no authentication
 * @param tls how the connection is protected; empty: not at all
 */
public record EndpointConfig(
    HostPort portal, String target, Optional<ChapConfig> chap, Optional<TlsConfig> tls) {}
