package io.sealcopy.target.scsi;

import java.util.Optional;

/**
 * How a connection is secured. There is no TLS without a certificate of the initiator.
 *
 * @param certificate the fingerprint of the certificate it has proven in TLS, {@code sha256:} and
 *     hexadecimal digits; empty: without TLS
 */
public record PeerLink(Optional<String> certificate) {
  /** Bytes as they are. */
  public static final PeerLink PLAIN = new PeerLink(Optional.empty());

  /** In TLS, by the holder of this certificate. */
  public static PeerLink secured(String certificate) {
    return new PeerLink(Optional.of(certificate));
  }

  public boolean isSecured() {
    return certificate.isPresent();
  }
}
