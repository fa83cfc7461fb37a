package io.sealcopy.crypto;

import io.sealcopy.protocol.key.Sha256;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** X.509 certificates as bytes, fingerprints and warnings. */
public final class Certificates {
  /** How long before its end a certificate is worth a warning. */
  public static final Duration EXPIRY_WARNING = Duration.ofDays(90);

  static final String PEM_LABEL = "CERTIFICATE";
  private static final String WHAT = "a certificate";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final int P256_BITS = 256;

  private Certificates() {}

  /** Reads one certificate, PEM or DER; of a PEM chain the first, which is the owner's. */
  public static Result<X509Certificate> read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return notReadable("it is longer than " + MAX_BYTES + " bytes");
    }
    if (!Pem.looksLikePem(bytes)) {
      return readDer(bytes);
    }
    return Pem.read(WHAT, bytes).then(Certificates::firstOf);
  }

  private static Result<X509Certificate> firstOf(List<Pem.Block> blocks) {
    for (Pem.Block block : blocks) {
      if (block.label().equals(PEM_LABEL)) {
        return readDer(block.bytes());
      }
    }
    return notReadable("no PEM block is a CERTIFICATE");
  }

  static Result<X509Certificate> readDer(byte[] der) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return in.available() == 0
          ? new Result.Ok<>(certificate)
          : notReadable("bytes follow its end");
    } catch (CertificateException _) {
      return notReadable("neither PEM nor DER of X.509");
    }
  }

  private static Result<X509Certificate> notReadable(String why) {
    return new Result.Refused<>(new Refusal.NotReadable(WHAT, why));
  }

  /** SHA-256 over the DER form, as {@code openssl x509 -fingerprint -sha256} prints it. */
  public static Sha256 fingerprint(X509Certificate certificate) {
    return Sha256.hashOf(der(certificate));
  }

  /** The certificate as a PEM block. */
  public static byte[] toPem(X509Certificate certificate) {
    return Pem.write(PEM_LABEL, der(certificate));
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }

  /**
   * A sentence if the certificate is outside its time or will be within {@link #EXPIRY_WARNING}. It
   * is for people: expiry never stops sealing or opening, least of all after a disaster.
   */
  public static Optional<String> timeWarning(X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    String name = "certificate " + fingerprint(certificate);
    if (now.isBefore(begin)) {
      return Optional.of(name + " is valid only from " + begin + "; is the clock right?");
    }
    if (now.isAfter(end)) {
      return Optional.of(name + " expired at " + end);
    }
    if (now.plus(EXPIRY_WARNING).isAfter(end)) {
      return Optional.of(name + " expires at " + end);
    }
    return Optional.empty();
  }

  /** Whether a key envelope can be made for this certificate. */
  public static Result<X509Certificate> checkRecipient(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    boolean usable =
        switch (key) {
          case RSAPublicKey rsa -> {
            int bits = rsa.getModulus().bitLength();
            yield bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
          }
          case ECPublicKey ec -> isP256(ec);
          default -> false;
        };
    return usable
        ? new Result.Ok<>(certificate)
        : new Result.Refused<>(
            new Refusal.UnsupportedKey(
                key.getAlgorithm() + " (RSA of 2048 to 8192 bits and EC P-256 can)"));
  }

  static boolean isP256(ECPublicKey key) {
    return key.getParams().getCurve().equals(KeyKind.P256_CURVE)
        && key.getParams().getOrder().bitLength() == P256_BITS;
  }
}
