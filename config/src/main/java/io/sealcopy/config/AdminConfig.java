package io.sealcopy.config;

import java.nio.file.Path;

/**
 * The administration API and the metrics page, over HTTP.
 *
 * @param tokenFile holds the bearer token that a caller must show; made at the first start, 0600
 */
public record AdminConfig(HostPort listen, Path tokenFile) {}
