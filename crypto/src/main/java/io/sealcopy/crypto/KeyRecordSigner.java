package io.sealcopy.crypto;

import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecord.Recipient;
import io.sealcopy.protocol.key.KeyRecord.Signer;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.OpaqueBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.List;

/** Makes key records: wraps the group key for every recipient and signs the whole. */
public final class KeyRecordSigner {
  private KeyRecordSigner() {}

  /**
   * A signed key record.
   *
   * @param key what the record says about the key
   * @param groupKey the key
   * @param recipients who can unwrap it; 1 to {@link KeyRecordCodec#MAX_RECIPIENTS}, no one twice
   * @param signing the main centre's signing credential, EC P-256
   * @param random where envelopes and signature take their randomness
   * @throws IllegalArgumentException if recipients are none, too many or repeated, or the signing
   *     credential is no EC P-256
   */
  public static Result<KeyRecord> sign(
      KeyDescription key,
      GroupKey groupKey,
      List<X509Certificate> recipients,
      Credential signing,
      SecureRandom random) {
    if (!canSign(signing.certificate())) {
      throw new IllegalArgumentException("key records are signed with EC P-256 only");
    }
    List<Recipient> wrapped = new ArrayList<>();
    for (X509Certificate recipient : recipients) {
      switch (KeyEnvelope.seal(groupKey, recipient, random)) {
        case Result.Ok<byte[]>(byte[] envelope) ->
            wrapped.add(
                new Recipient(Certificates.fingerprint(recipient), OpaqueBytes.copyOf(envelope)));
        case Result.Refused<byte[]>(Refusal refusal) -> {
          return new Result.Refused<>(refusal);
        }
      }
    }
    Signer signer =
        new Signer(
            signing.fingerprint(),
            OpaqueBytes.copyOf(Certificates.der(signing.certificate())),
            Signer.ECDSA_P256_SHA256);
    byte[] signature = signature(KeyRecordCodec.signedBytes(key, wrapped, signer), signing, random);
    return new Result.Ok<>(new KeyRecord(key, wrapped, signer, OpaqueBytes.copyOf(signature)));
  }

  static boolean canSign(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof ECPublicKey key && Certificates.isP256(key);
  }

  private static byte[] signature(byte[] signed, Credential signing, SecureRandom random) {
    try {
      Signature signature = Signature.getInstance(KeyKind.EC_P256.signatureAlgorithm());
      signature.initSign(signing.privateKey(), random);
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the main centre's signing key cannot sign", e);
    }
  }
}
