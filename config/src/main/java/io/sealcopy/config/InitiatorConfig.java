package io.sealcopy.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An initiator that may log in, how it proves itself, and its roles.
 *
 * @param name its iSCSI name, or {@link #ANY}: whoever is not named, who can only be a plain host
 * @param chap how it proves itself; empty: not at all
 * @param tlsCertificate the certificates of which it must show one in TLS; empty: any that is
 *     accepted, or none
 * @param grants what it sees and may do; none: it may not log in
 */
public record InitiatorConfig(
    String name,
    Optional<ChapConfig> chap,
    List<TrustedPeer> tlsCertificate,
    List<GrantConfig> grants) {
  /** Stands for every initiator or every volume. */
  public static final String ANY = "*";

  /** Whether it replicates to some volume. */
  public boolean mayReplicate() {
    return grants.stream().anyMatch(grant -> grant.roles().contains(Role.REPLICATION));
  }

  /** The roles on the volume called {@code volume}, perhaps none. */
  public Set<Role> rolesOn(String volume) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (GrantConfig grant : grants) {
      if (grant.covers(volume)) {
        roles.addAll(grant.roles());
      }
    }
    return roles;
  }
}
