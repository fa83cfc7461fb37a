package io.sealcopy.target.remote;

import io.sealcopy.config.Role;
import java.util.Set;

/** One session as one copy knows it. Safe for any thread. */
final class CopyNexus {
  private final long id;
  private final Set<Role> roles;
  private final WriteOrder writes = new WriteOrder();
  private volatile long opening;

  /**
   * @param id never used twice
   * @param roles on this copy; none: it sees nothing
   */
  CopyNexus(long id, Set<Role> roles) {
    this.id = id;
    this.roles = Set.copyOf(roles);
  }

  long id() {
    return id;
  }

  boolean has(Role role) {
    return roles.contains(role);
  }

  Set<Role> roles() {
    return roles;
  }

  WriteOrder writes() {
    return writes;
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
