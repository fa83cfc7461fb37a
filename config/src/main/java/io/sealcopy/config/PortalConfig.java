package io.sealcopy.config;

import java.time.Duration;
import java.util.List;

/**
 * The network portals of a target: one portal group.
 *
 * @param listen where it listens; never empty, no two alike
 * @param eventLoops threads that serve connections; 0: one for each processor
 * @param spin how long an event loop polls after the last I/O before it sleeps; zero: not at all
 */
public record PortalConfig(
    List<HostPort> listen, Transport transport, int eventLoops, Duration spin) {
  public PortalConfig {
    listen = List.copyOf(listen);
  }
}
