package io.sealcopy.config.read;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates and private keys in PEM (RFC 7468), read with what the JDK has: a remote centre has
 * nothing else. A private key never becomes a string.
 */
public final class PemReader {
  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----");
  private static final byte[] END = ascii("-----END PRIVATE KEY-----");

  /** Kinds of keys, and how a key is tried out. */
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  private PemReader() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** All certificates in the text, in their order; none if there is anything wrong with it. */
  public static List<X509Certificate> certificates(byte[] text) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(text))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException _) {
      return List.of();
    }
  }

  /** The unencrypted PKCS #8 key in the text. */
  public static Optional<PrivateKey> privateKey(byte[] text) {
    int begin = indexOf(text, BEGIN, 0);
    int end = begin < 0 ? -1 : indexOf(text, END, begin);
    if (end < 0) {
      return Optional.empty();
    }
    byte[] base64 = Arrays.copyOfRange(text, begin + BEGIN.length, end);
    byte[] der = new byte[0];
    try {
      der = Base64.getMimeDecoder().decode(base64);
      return decode(der);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static Optional<PrivateKey> decode(byte[] der) {
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(der);
        return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
      } catch (GeneralSecurityException _) {
        // Another kind of key, then.
      }
    }
    return Optional.empty();
  }

  /** Whether the certificate is that of the key: a signature of the one fits the other. */
  static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    byte[] probe = ascii("probe");
    try {
      String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), "");
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static int indexOf(byte[] text, byte[] wanted, int from) {
    for (int i = from; i <= text.length - wanted.length; i++) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
