package io.sealcopy.crypto;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kinds of key pairs that are made here; Debian 12's OpenSSL can use each. */
public enum KeyKind {
  /** RSA of 3072 bits: the default of recipients. */
  RSA_3072("rsa-3072", "RSA", "SHA256withRSA"),
  /** The elliptic curve P-256. */
  EC_P256("ec-p256", "EC", "SHA256withECDSA");

  static final EllipticCurve P256_CURVE = p256Curve();

  private final String optionName;
  private final String algorithm;
  private final String signatureAlgorithm;

  KeyKind(String optionName, String algorithm, String signatureAlgorithm) {
    this.optionName = optionName;
    this.algorithm = algorithm;
    this.signatureAlgorithm = signatureAlgorithm;
  }

  /** What the kind is called on the command line. */
  public String optionName() {
    return optionName;
  }

  String algorithm() {
    return algorithm;
  }

  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters(), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make keys of " + optionName, e);
    }
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
      case EC_P256 -> new ECGenParameterSpec("secp256r1");
    };
  }

  private static EllipticCurve p256Curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks the curve P-256", e);
    }
  }
}
