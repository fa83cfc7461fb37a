package io.sealcopy.config;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One side of mutual TLS: who we are, and whom we take the other side for.
 *
 * @param certificate ours, followed by those that lead to its issuer; never empty
 * @param privateKey of the first certificate
 * @param trust peers that are accepted
 */
public record TlsConfig(
    List<X509Certificate> certificate, PrivateKey privateKey, List<TrustedPeer> trust) {
  public TlsConfig {
    certificate = List.copyOf(certificate);
    trust = List.copyOf(trust);
  }

  /** The same with more peers accepted. */
  public TlsConfig trusting(List<TrustedPeer> more) {
    List<TrustedPeer> all = new java.util.ArrayList<>(trust);
    all.addAll(more);
    return new TlsConfig(certificate, privateKey, all);
  }

  /** Names the certificate only. */
  @Override
  public String toString() {
    return "TLS as " + certificate.getFirst().getSubjectX500Principal();
  }
}
