package io.sealcopy.initiator;

import java.util.List;

/** What became of a discovery. */
public sealed interface DiscoveryResult permits OpenFailure, DiscoveryResult.Targets {
  /** In the order of the answer. */
  record Targets(List<Target> targets) implements DiscoveryResult {
    public Targets {
      targets = List.copyOf(targets);
    }
  }

  /**
   * A target this initiator may see.
   *
   * @param addresses as {@code host:port,portal-group-tag}; empty means the portal that was asked
   */
  record Target(String name, List<String> addresses) {
    public Target {
      addresses = List.copyOf(addresses);
    }
  }
}
