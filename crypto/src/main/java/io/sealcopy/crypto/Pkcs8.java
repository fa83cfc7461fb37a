package io.sealcopy.crypto;

import java.io.IOException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** Private keys in PKCS #8 (RFC 5958): what other tools read and write. */
public final class Pkcs8 {
  static final String PEM_LABEL = "PRIVATE KEY";
  private static final String ENCRYPTED_PEM_LABEL = "ENCRYPTED PRIVATE KEY";

  /** What OWASP asks of PBKDF2 with HMAC-SHA256 as of 2023. */
  private static final int PBKDF2_ITERATIONS = 600_000;

  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private Pkcs8() {}

  /**
   * The private key under a passphrase, PEM, for tools that do not know Argon2id: PBES2 (RFC 8018)
   * with PBKDF2-HMAC-SHA256 and AES-256-CBC. OpenSSL reads it.
   */
  public static byte[] exportEncrypted(PrivateKey key, Passphrase passphrase, SecureRandom random) {
    byte[] der = key.getEncoded();
    char[] characters = passphrase.characters();
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(BouncyCastle.PROVIDER)
              .setPRF(HMAC_SHA256)
              .setIterationCount(PBKDF2_ITERATIONS)
              .setRandom(random)
              .build(characters);
      byte[] encrypted = new PKCS8EncryptedPrivateKeyInfoBuilder(der).build(encryptor).getEncoded();
      return Pem.write(ENCRYPTED_PEM_LABEL, encrypted);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("a private key cannot be exported", e);
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(characters, '\0');
    }
  }

  /** The private key as an unencrypted PEM block, for a file that nobody else can read. */
  static byte[] toPem(PrivateKey key) {
    byte[] der = key.getEncoded();
    try {
      return Pem.write(PEM_LABEL, der);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  /** Reads an RSA or EC private key from the DER form of PKCS #8. */
  static Optional<PrivateKey> read(byte[] der) {
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(der);
    try {
      ASN1ObjectIdentifier algorithm =
          PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm();
      String name;
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        name = "RSA";
      } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        name = "EC";
      } else {
        return Optional.empty();
      }
      return Optional.of(KeyFactory.getInstance(name).generatePrivate(encoded));
    } catch (IllegalArgumentException | InvalidKeySpecException _) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has RSA and EC, this one has not", e);
    }
  }
}
