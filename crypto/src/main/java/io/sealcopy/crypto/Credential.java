package io.sealcopy.crypto;

import io.sealcopy.protocol.key.Sha256;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private key with the certificate of its public key. The text form names the latter only. */
public final class Credential {
  /** Long on purpose: expiry warns and never blocks, and a disaster chooses its own date. */
  public static final Duration DEFAULT_VALIDITY = Duration.ofDays(3653);

  /** A certificate is made valid from a day before, so that a clock somewhat behind accepts it. */
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final PrivateKey privateKey;

  private Credential(X509Certificate certificate, PrivateKey privateKey) {
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  /** What the key of a certificate is for. */
  public enum Purpose {
    /** Group keys are wrapped for it. */
    UNWRAP,
    /** Key records are signed with it. */
    SIGN,
    /** Its owner proves in TLS 1.3 who it is. */
    AUTHENTICATE
  }

  /**
   * Makes a key pair and a self-signed certificate for it.
   *
   * @param kind the kind of key
   * @param name what the certificate says whose it is (its common name); not empty
   * @param purpose what the key is for
   * @param now the time from which it is valid, less a day for clocks that differ
   * @param validity how long it is valid, for example {@link #DEFAULT_VALIDITY}
   * @param random where key and serial number come from
   */
  public static Credential generate(
      KeyKind kind,
      String name,
      Purpose purpose,
      Instant now,
      Duration validity,
      SecureRandom random) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a certificate needs a name");
    }
    KeyPair pair = kind.generate(random);
    X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              subject,
              serial,
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(validity)),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage(kind, purpose)));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder(kind.signatureAlgorithm())
                          .setSecureRandom(random)
                          .build(pair.getPrivate())));
      return new Credential(certificate, pair.getPrivate());
    } catch (OperatorCreationException | CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("a certificate for a fresh key cannot be made", e);
    }
  }

  /** RFC 5280 §4.2.1.3: agreement for EC, encipherment for RSA, or signature. */
  private static int usage(KeyKind kind, Purpose purpose) {
    return switch (purpose) {
      case SIGN, AUTHENTICATE -> KeyUsage.digitalSignature;
      case UNWRAP ->
          switch (kind) {
            case RSA_3072 -> KeyUsage.keyEncipherment;
            case EC_P256 -> KeyUsage.keyAgreement;
          };
    };
  }

  /** Puts a certificate and a private key together, if they belong together. */
  public static Result<Credential> of(X509Certificate certificate, PrivateKey privateKey) {
    return belongTogether(certificate.getPublicKey(), privateKey)
        ? new Result.Ok<>(new Credential(certificate, privateKey))
        : new Result.Refused<>(new Refusal.KeyMismatch());
  }

  /** Signs a probe and verifies it: works for every kind of key without looking into it. */
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
      return false;
    }
    for (KeyKind kind : KeyKind.values()) {
      if (kind.algorithm().equals(publicKey.getAlgorithm())) {
        return probe(kind.signatureAlgorithm(), publicKey, privateKey);
      }
    }
    return false;
  }

  private static boolean probe(String algorithm, PublicKey publicKey, PrivateKey privateKey) {
    byte[] message = publicKey.getEncoded();
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(message);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The private key; whoever asks for it keeps it to himself. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The fingerprint of the certificate. */
  public Sha256 fingerprint() {
    return Certificates.fingerprint(certificate);
  }

  @Override
  public String toString() {
    return "credential of certificate " + fingerprint();
  }
}
