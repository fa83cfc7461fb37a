package io.sealcopy.config;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A peer that is accepted in TLS: whoever has the private key of this certificate, or, if it is
 * that of an authority, of one that it issued.
 *
 * @param fingerprint {@code sha256:} and 64 hexadecimal digits, of the certificate
 * @param certificate empty when only the fingerprint is known
 */
public record TrustedPeer(String fingerprint, Optional<X509Certificate> certificate) {
  /** What a fingerprint begins with. */
  public static final String SHA256 = "sha256:";

  /** Whoever has the private key of this very certificate, or of one issued by it. */
  public static TrustedPeer of(X509Certificate certificate) {
    return new TrustedPeer(fingerprint(certificate), Optional.of(certificate));
  }

  /** Whether certificates that it issued are accepted, not the certificate itself. */
  public boolean isAuthority() {
    return certificate.map(each -> each.getBasicConstraints() >= 0).orElse(false);
  }

  /** The fingerprint of a certificate: {@code sha256:} and 64 lower-case hexadecimal digits. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return SHA256 + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }
}
