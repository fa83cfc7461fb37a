package io.sealcopy.config;

import java.util.Set;

/**
 * Roles on volumes.
 *
 * @param volumes names of volumes; {@code "*"} alone means every volume of the target
 * @param roles at least one
 */
public record GrantConfig(Set<String> volumes, Set<Role> roles) {
  /** Whether this grant speaks of the volume called {@code volume}. */
  public boolean covers(String volume) {
    return volumes.contains(volume) || volumes.contains(InitiatorConfig.ANY);
  }
}
