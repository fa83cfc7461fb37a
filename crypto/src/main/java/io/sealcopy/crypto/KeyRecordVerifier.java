package io.sealcopy.crypto;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecord.Signer;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.Sha256;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.UUID;

/**
 * Tells a key record of the pinned main centre from any other. The certificate inside a record is
 * believed only because its fingerprint is the pinned one.
 */
public final class KeyRecordVerifier {
  private KeyRecordVerifier() {}

  /**
   * Which key the record has to be for.
   *
   * @param groupId the consistency group of the volume at hand
   * @param direction which way that volume was sealed
   * @param keyId the key that the volume's table or records name
   */
  public record Expected(UUID groupId, Direction direction, KeyId keyId) {}

  /**
   * Checks signer, signature and expectation, in this order.
   *
   * @param record as it came from the remote
   * @param pinned fingerprint of the main centre's signing certificate, had from elsewhere
   * @param expected which key is needed
   */
  public static Result<VerifiedKeyRecord> verify(
      KeyRecord record, Sha256 pinned, Expected expected) {
    Sha256 found = Sha256.hashOf(record.signer().certificate().toByteArray());
    if (!found.equals(pinned)) {
      return new Result.Refused<>(new Refusal.UnpinnedSigner(pinned, found));
    }
    if (!record.signer().fingerprint().equals(found)
        || record.signer().algorithm() != Signer.ECDSA_P256_SHA256) {
      return new Result.Refused<>(new Refusal.BadSignature());
    }
    return Certificates.readDer(record.signer().certificate().toByteArray())
        .then(certificate ->
            signatureFits(record, certificate)
                ? expect(record, expected)
                : new Result.Refused<>(new Refusal.BadSignature()));
  }

  private static boolean signatureFits(KeyRecord record, X509Certificate certificate) {
    if (!KeyRecordSigner.canSign(certificate)) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(KeyKind.EC_P256.signatureAlgorithm());
      signature.initVerify(certificate.getPublicKey());
      signature.update(
          KeyRecordCodec.signedBytes(record.key(), record.recipients(), record.signer()));
      return signature.verify(record.signature().toByteArray());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Result<VerifiedKeyRecord> expect(KeyRecord record, Expected expected) {
    if (!record.key().groupId().equals(expected.groupId())) {
      return unexpected("group", expected.groupId(), record.key().groupId());
    }
    if (record.key().direction() != expected.direction()) {
      return unexpected("direction", expected.direction(), record.key().direction());
    }
    if (!record.key().keyId().equals(expected.keyId())) {
      return unexpected("key id", expected.keyId(), record.key().keyId());
    }
    return new Result.Ok<>(new VerifiedKeyRecord(record));
  }

  private static Result<VerifiedKeyRecord> unexpected(String field, Object expected, Object found) {
    return new Result.Refused<>(
        new Refusal.UnexpectedRecord(field, expected.toString(), found.toString()));
  }
}
