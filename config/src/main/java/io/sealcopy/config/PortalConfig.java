package io.sealcopy.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The network portals of a target: one portal group.
 *
 * @param listen where it listens without TLS
 * @param tlsListen where it listens for TLS; the two are not both empty, and no two are alike
 * @param tls who we are there and whom we accept; present where {@code tlsListen} is not empty
 * @param eventLoops threads that serve connections; 0: one for each processor
 * @param spin how long an event loop polls after the last I/O before it sleeps; zero: not at all
 */
public record PortalConfig(
    List<HostPort> listen,
    List<HostPort> tlsListen,
    Optional<TlsConfig> tls,
    Transport transport,
    int eventLoops,
    Duration spin) {
  public PortalConfig {
    listen = List.copyOf(listen);
    tlsListen = List.copyOf(tlsListen);
  }

  /** Where it listens, in either way. */
  public List<HostPort> allListen() {
    return Stream.concat(listen.stream(), tlsListen.stream()).toList();
  }
}
