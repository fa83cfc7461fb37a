package io.sealcopy.crypto;

import java.io.IOException;
import java.math.BigInteger;
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
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** Private keys in PKCS #8 (RFC 5958): what other tools read and write. */
public final class Pkcs8 {
  static final String PEM_LABEL = "PRIVATE KEY";
  static final String ENCRYPTED_PEM_LABEL = "ENCRYPTED PRIVATE KEY";

  /** What OWASP asks of PBKDF2 with HMAC-SHA256 as of 2023. */
  private static final int PBKDF2_ITERATIONS = 600_000;

  /** The most that a file made elsewhere may ask for: some seconds of work. */
  private static final int MAX_PBKDF2_ITERATIONS = 10_000_000;

  private static final AlgorithmIdentifier HMAC_SHA256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private Pkcs8() {}

  /**
   * The private key under a passphrase, PEM, for tools that do not know Argon2id: PBES2 (RFC 8018)
   * with PBKDF2-HMAC-SHA256 and AES-256-CBC. OpenSSL reads it.
   */
  public static byte[] exportEncrypted(PrivateKey key, Passphrase passphrase, SecureRandom random) {
    return exportEncrypted(key, passphrase, random, PBKDF2_ITERATIONS);
  }

  static byte[] exportEncrypted(
      PrivateKey key, Passphrase passphrase, SecureRandom random, int iterations) {
    byte[] der = key.getEncoded();
    char[] characters = passphrase.characters();
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(BouncyCastle.PROVIDER)
              .setPRF(HMAC_SHA256)
              .setIterationCount(iterations)
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
  public static byte[] toPem(PrivateKey key) {
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

  /** Decrypts PBES2 with PBKDF2, which is what OpenSSL and {@link #exportEncrypted} write. */
  static Result<PrivateKey> decrypt(byte[] der, Passphrase passphrase) {
    PKCS8EncryptedPrivateKeyInfo encrypted;
    try {
      encrypted = new PKCS8EncryptedPrivateKeyInfo(der);
      if (!isBoundedPbkdf2(encrypted.getEncryptionAlgorithm())) {
        return notReadable("it is not encrypted with PBES2 and PBKDF2");
      }
    } catch (IOException | IllegalArgumentException _) {
      return notReadable("it is damaged");
    }
    char[] characters = passphrase.characters();
    byte[] secret = {};
    try {
      secret =
          encrypted
              .decryptPrivateKeyInfo(
                  new JcePKCSPBEInputDecryptorProviderBuilder()
                      .setProvider(BouncyCastle.PROVIDER)
                      .build(characters))
              .getEncoded();
      return read(secret)
          .<Result<PrivateKey>>map(Result.Ok::new)
          .orElseGet(() -> notReadable("what is encrypted in it is no RSA or EC key"));
    } catch (PKCSException | IOException | IllegalArgumentException _) {
      // A wrong key shows as wrong padding or, where that looks right, as nonsense below it.
      return new Result.Refused<>(new Refusal.WrongPassphrase());
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(characters, '\0');
    }
  }

  private static boolean isBoundedPbkdf2(AlgorithmIdentifier algorithm) {
    if (!PKCSObjectIdentifiers.id_PBES2.equals(algorithm.getAlgorithm())) {
      return false;
    }
    KeyDerivationFunc derivation =
        PBES2Parameters.getInstance(algorithm.getParameters()).getKeyDerivationFunc();
    if (!PKCSObjectIdentifiers.id_PBKDF2.equals(derivation.getAlgorithm())) {
      return false;
    }
    BigInteger iterations =
        PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount();
    return iterations.signum() > 0
        && iterations.compareTo(BigInteger.valueOf(MAX_PBKDF2_ITERATIONS)) <= 0;
  }

  private static Result<PrivateKey> notReadable(String why) {
    return new Result.Refused<>(new Refusal.NotReadable("a private key file", why));
  }
}
