package io.sealcopy.replicator.manage;

import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.IscsiUrl;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What an operator asks for with {@code pair create}.
 *
 * @param volume the P-VOL's name in the configuration
 * @param recipients who can open the copy; at least one
 * @param escrow directory for the key record and what is needed with it; must be given with {@code
 *     foreign}
 * @param chap how we prove ourselves at the remote
 */
public record PairRequest(
    String name,
    String volume,
    IscsiUrl remote,
    boolean foreign,
    List<X509Certificate> recipients,
    Optional<Path> escrow,
    Optional<ChapLogin> chap) {}
