package io.sealcopy.config;

import java.time.Duration;

/**
 * The network portal of a target.
 *
 * @param eventLoops threads that serve connections; 0: one for each processor
 * @param spin how long an event loop polls after the last I/O before it sleeps; zero: not at all
 */
public record PortalConfig(HostPort listen, Transport transport, int eventLoops, Duration spin) {}
