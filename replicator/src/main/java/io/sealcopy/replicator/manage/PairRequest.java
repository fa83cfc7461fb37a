package io.sealcopy.replicator.manage;

import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.replicator.pair.PairOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What an operator asks for with {@code pair create}.
 *
 * @param members which volumes, and where to; at least one
 * @param recipients who can open the copy; at least one
 * @param escrow directory for the key record and what is needed with it; must be given with {@code
 *     foreign}
 * @param chap how we prove ourselves at the remote
 * @param defineOnly it is not started yet
 * @param copy false: the operator vouches that the remote is equal
 * @param compare the initial copy leaves out what the remote is proven to hold
 */
public record PairRequest(
    String name,
    List<Member> members,
    boolean foreign,
    PairOptions options,
    List<X509Certificate> recipients,
    Optional<Path> escrow,
    Optional<ChapLogin> chap,
    boolean defineOnly,
    boolean copy,
    boolean compare) {
  /**
   * One volume to be copied.
   *
   * @param volume the P-VOL's name in the configuration
   */
  public record Member(String volume, IscsiUrl remote) {}
}
