package io.sealcopy.target.remote;

import io.sealcopy.config.Role;
import java.util.Set;

/** One session as one copy knows it. Safe for any thread. */
final class CopyNexus {
  private final CopySession session;
  private final Set<Role> roles;
  private volatile long opening;

  /**
   * @param roles on this copy; none: it sees nothing
   */
  CopyNexus(CopySession session, Set<Role> roles) {
    this.session = session;
    this.roles = Set.copyOf(roles);
  }

  long id() {
    return session.id();
  }

  boolean has(Role role) {
    return roles.contains(role);
  }

  Set<Role> roles() {
    return roles;
  }

  WriteOrder writes() {
    return session.writes();
  }

  /** The opening of the replication nexus that writes coming now belong to; 0 for none. */
  long opening() {
    return opening;
  }

  void opened(long number) {
    opening = number;
  }

  void closed() {
    opening = 0;
  }
}
