package io.sealcopy.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Collection;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;

/**
 * A group key wrapped for one certificate: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC
 * 5084), in DER. The content is exactly the 32 bytes of the key. RSA recipients use RSAES-OAEP with
 * SHA-256 (RFC 3560), EC recipients ephemeral-static ECDH with the X9.63 KDF of SHA-256 and AES-256
 * key wrap (RFC 5753); Debian 12's {@code openssl cms -decrypt} opens both.
 */
public final class KeyEnvelope {
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  private static final AlgorithmIdentifier OAEP_SHA256 =
      new AlgorithmIdentifier(
          PKCSObjectIdentifiers.id_RSAES_OAEP,
          new RSAESOAEPparams(
              SHA256,
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
              RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
  private static final ASN1ObjectIdentifier ECDH = CMSAlgorithm.ECDH_SHA256KDF;
  private static final int MAX_BYTES = 16 * 1024;

  private KeyEnvelope() {}

  /** Wraps a group key; refused only for a certificate whose key cannot be used. */
  public static Result<byte[]> seal(
      GroupKey groupKey, X509Certificate recipient, SecureRandom random) {
    return Certificates.checkRecipient(recipient)
        .then(certificate -> new Result.Ok<>(sealChecked(groupKey, certificate, random)));
  }

  private static byte[] sealChecked(
      GroupKey groupKey, X509Certificate certificate, SecureRandom random) {
    try {
      CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(recipient(certificate, random));
      OutputAEADEncryptor encryptor =
          (OutputAEADEncryptor)
              new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                  .setProvider(BouncyCastle.PROVIDER)
                  .setSecureRandom(random)
                  .build();
      return generator
          .generate(new CMSProcessableByteArray(groupKey.bytes()), encryptor)
          .toASN1Structure()
          .getEncoded(ASN1Encoding.DER);
    } catch (CMSException | GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key envelope cannot be made", e);
    }
  }

  private static RecipientInfoGenerator recipient(X509Certificate certificate, SecureRandom random)
      throws GeneralSecurityException {
    if (certificate.getPublicKey() instanceof ECPublicKey) {
      KeyPair ephemeral = KeyKind.EC_P256.generate(random);
      return new JceKeyAgreeRecipientInfoGenerator(
              ECDH, ephemeral.getPrivate(), ephemeral.getPublic(), CMSAlgorithm.AES256_WRAP)
          .addRecipient(certificate)
          .setProvider(BouncyCastle.PROVIDER)
          .setSecureRandom(random);
    }
    return new JceKeyTransRecipientInfoGenerator(certificate, OAEP_SHA256)
        .setProvider(BouncyCastle.PROVIDER);
  }

  /**
   * Unwraps a group key. Whatever is wrong with the envelope or the private key, the answer is the
   * same {@link Refusal.EnvelopeNotOpened}.
   */
  public static Result<GroupKey> open(byte[] envelope, Credential recipient) {
    if (envelope.length > MAX_BYTES) {
      return notOpened();
    }
    byte[] content = null;
    try {
      CMSAuthEnvelopedData data = new CMSAuthEnvelopedData(envelope);
      Collection<RecipientInformation> recipients = data.getRecipientInfos().getRecipients();
      if (recipients.size() != 1) {
        return notOpened();
      }
      content = content(recipients.iterator().next(), recipient);
      if (content.length != GroupKey.BYTES) {
        return notOpened();
      }
      return new Result.Ok<>(GroupKey.owning(content.clone()));
    } catch (CMSException | RuntimeException _) {
      // Bouncy Castle reports damaged structures by both; the caller learns only that it failed.
      return notOpened();
    } finally {
      if (content != null) {
        Arrays.fill(content, (byte) 0);
      }
    }
  }

  private static byte[] content(RecipientInformation information, Credential credential)
      throws CMSException {
    return information.getContent(
        switch (information) {
          case KeyTransRecipientInformation rsa -> keyTransport(rsa, credential);
          case KeyAgreeRecipientInformation ec -> keyAgreement(ec, credential);
          default -> throw new CMSException("a kind of recipient that is never made");
        });
  }

  private static Recipient keyTransport(
      KeyTransRecipientInformation information, Credential credential) throws CMSException {
    // PKCS #1 v1.5 would be understood too and is never made; answering it would be an oracle.
    if (!isOaepSha256(information.getKeyEncryptionAlgorithm())) {
      throw new CMSException("a key transport that is never made");
    }
    return new JceKeyTransAuthEnvelopedRecipient(credential.privateKey())
        .setProvider(BouncyCastle.PROVIDER);
  }

  /** RFC 4055 §2.1: the parameters of SHA-256 may be NULL, as here, or absent, as in OpenSSL. */
  private static boolean isOaepSha256(AlgorithmIdentifier algorithm) {
    if (!PKCSObjectIdentifiers.id_RSAES_OAEP.equals(algorithm.getAlgorithm())) {
      return false;
    }
    RSAESOAEPparams oaep = RSAESOAEPparams.getInstance(algorithm.getParameters());
    AlgorithmIdentifier mask = oaep.getMaskGenAlgorithm();
    return oaep.getHashAlgorithm().getAlgorithm().equals(SHA256.getAlgorithm())
        && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
        && AlgorithmIdentifier.getInstance(mask.getParameters())
            .getAlgorithm()
            .equals(SHA256.getAlgorithm());
  }

  private static Recipient keyAgreement(
      KeyAgreeRecipientInformation information, Credential credential) throws CMSException {
    if (!ECDH.getId().equals(information.getKeyEncryptionAlgOID())) {
      throw new CMSException("a key agreement that is never made");
    }
    return new JceKeyAgreeAuthEnvelopedRecipient(credential.privateKey())
        .setProvider(BouncyCastle.PROVIDER);
  }

  private static Result<GroupKey> notOpened() {
    return new Result.Refused<>(new Refusal.EnvelopeNotOpened());
  }
}
