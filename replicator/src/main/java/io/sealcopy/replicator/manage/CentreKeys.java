package io.sealcopy.replicator.manage;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.CentreIdentity;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.KeyRecordSigner;
import io.sealcopy.crypto.KeyRecordVerifier;
import io.sealcopy.crypto.Refusal;
import io.sealcopy.crypto.Result;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.replicator.pair.Sealer;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The main centre's identity and its groups' keys, at rest as envelopes to itself. */
public final class CentreKeys {
  private static final String IDENTITY = "centre.pem";

  private final CentreIdentity identity;
  private final SecureRandom random;

  private CentreKeys(CentreIdentity identity, SecureRandom random) {
    this.identity = identity;
    this.random = random;
  }

  /**
   * Reads the identity, or makes one at the first start.
   *
   * @param name what the certificates say whose they are
   * @throws IOException when the file cannot be used
   */
  public static CentreKeys open(
      StorageDirectory directory, String name, Instant now, SecureRandom random)
      throws IOException {
    if (!directory.exists(IDENTITY)) {
      CentreIdentity made = CentreIdentity.generate(name, now, Credential.DEFAULT_VALIDITY, random);
      directory.replace(IDENTITY, made.toPem());
    }
    return switch (CentreIdentity.read(directory.readAll(IDENTITY))) {
      case Result.Ok<CentreIdentity>(CentreIdentity identity) -> new CentreKeys(identity, random);
      case Result.Refused<CentreIdentity>(var refusal) ->
          throw new IOException("identity/" + IDENTITY + ": " + refusal.message());
    };
  }

  /** The certificate that decryptors pin, in PEM. */
  public byte[] signerCertificate() {
    return Certificates.toPem(identity.signing().certificate());
  }

  /** Fingerprint of the certificate that decryptors pin. */
  public Sha256 signerFingerprint() {
    return identity.signing().fingerprint();
  }

  /**
   * A fresh group key, generation 1, wrapped for {@code recipients} and for this centre, signed.
   * The key itself is forgotten here: it is opened from the record like after a restart.
   */
  public Result<KeyRecord> newKey(
      UUID groupId, long pairEpoch, List<X509Certificate> recipients, Instant now) {
    List<X509Certificate> all = new ArrayList<>(recipients);
    all.add(identity.unwrapping().certificate());
    KeyDescription description =
        new KeyDescription(
            groupId,
            Direction.MAIN_TO_REMOTE,
            pairEpoch,
            KeyId.random(random),
            1,
            1,
            Suites.AES_256_XTS.id(),
            now.toEpochMilli(),
            Sha256.NONE);
    try (GroupKey key = GroupKey.random(random)) {
      return KeyRecordSigner.sign(description, key, all, identity.signing(), random);
    }
  }

  /** What seals one volume of a group under the key of {@code record}. */
  public Result<Sealer> sealer(byte[] record, PairDefinition pair, PairMember member) {
    return switch (KeyRecordCodec.decode(record)) {
      case KeyRecordCodec.Decoded.Valid(KeyRecord decoded) -> sealer(decoded, pair, member);
      case KeyRecordCodec.Decoded.Malformed malformed ->
          new Result.Refused<>(new Refusal.NotReadable("the key record", malformed.message()));
    };
  }

  private Result<Sealer> sealer(KeyRecord record, PairDefinition pair, PairMember member) {
    return KeyRecordVerifier.verify(
            record,
            identity.signing().fingerprint(),
            new KeyRecordVerifier.Expected(pair.groupId(), Direction.MAIN_TO_REMOTE, pair.keyId()))
        .then(verified -> verified.open(identity.unwrapping()))
        .then(key -> {
          try (key;
              VolumeKey volumeKey =
                  VolumeKey.derive(
                      key, Suites.AES_256_XTS, member.volumeId(), Direction.MAIN_TO_REMOTE)) {
            BlockCipher cipher =
                Suites.AES_256_XTS.cipher(volumeKey, member.geometry().blockLength());
            return new Result.Ok<Sealer>(cipher::seal);
          }
        });
  }
}
