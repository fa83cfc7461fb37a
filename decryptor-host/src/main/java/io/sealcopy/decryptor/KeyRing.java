package io.sealcopy.decryptor;

import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.KeyRecordVerifier;
import io.sealcopy.crypto.Result;
import io.sealcopy.crypto.Suite;
import io.sealcopy.crypto.VerifiedKeyRecord;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.TableEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one copy: every generation that its table names, from key records that the pinned
 * main centre signed, unwrapped with the recipient's private key.
 *
 * <p>Used by one thread. A group key is wiped as soon as the volume's key is derived from it.
 */
final class KeyRing implements BlockOpener {
  /**
   * Which copy the keys are for.
   *
   * @param groupId the group it is bound to
   * @param volumeId the P-VOL it is a copy of
   * @param direction which way it was sealed
   * @param blockLength bytes per logical block
   */
  record Copy(UUID groupId, UUID volumeId, Direction direction, int blockLength) {}

  private final Copy copy;
  private final Credential recipient;
  private final Sha256 pinnedSigner;
  private final Map<Integer, BlockCipher> ciphers = new HashMap<>();
  private final Map<Integer, KeyId> keyIds = new HashMap<>();

  KeyRing(Copy copy, Credential recipient, Sha256 pinnedSigner) {
    this.copy = copy;
    this.recipient = recipient;
    this.pinnedSigner = pinnedSigner;
  }

  /**
   * Takes up the keys of the generations that {@code entries} name and that are not known yet.
   *
   * @return why a key cannot be used; empty when every generation can be opened
   */
  Optional<DecryptFailure> learn(List<TableEntry> entries, List<byte[]> encodedRecords) {
    List<KeyRecord> records = new ArrayList<>();
    for (byte[] encoded : encodedRecords) {
      switch (KeyRecordCodec.decode(encoded)) {
        case KeyRecordCodec.Decoded.Valid(KeyRecord record) -> records.add(record);
        case KeyRecordCodec.Decoded.Malformed malformed -> {
          return refused("a key record at the remote centre is damaged: " + malformed.message());
        }
      }
    }
    for (TableEntry entry : entries) {
      Optional<DecryptFailure> wrong = learn(entry.generation(), entry.keyId(), records);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private Optional<DecryptFailure> learn(int generation, KeyId keyId, List<KeyRecord> records) {
    KeyId known = keyIds.get(generation);
    if (known != null) {
      return known.equals(keyId)
          ? Optional.empty()
          : refused(
              "the table names key %s for generation %d, and before that key %s"
                  .formatted(keyId, generation, known));
    }
    for (KeyRecord record : records) {
      if (record.key().keyId().equals(keyId)) {
        return open(generation, record);
      }
    }
    return Optional.of(
        new DecryptFailure.NoKey(
            "the remote centre has no key record for generation %d (key %s)"
                .formatted(generation, keyId)));
  }

  private Optional<DecryptFailure> open(int generation, KeyRecord record) {
    KeyRecordVerifier.Expected expected =
        new KeyRecordVerifier.Expected(copy.groupId(), copy.direction(), record.key().keyId());
    Result<BlockCipher> cipher =
        KeyRecordVerifier.verify(record, pinnedSigner, expected)
            .then(verified -> verified.suite().then(suite -> cipher(verified, suite)));
    return switch (cipher) {
      case Result.Ok<BlockCipher>(BlockCipher value) -> {
        ciphers.put(generation, value);
        keyIds.put(generation, record.key().keyId());
        yield Optional.empty();
      }
      case Result.Refused<BlockCipher>(var refusal) ->
          refused("the key of generation " + generation + ": " + refusal.message());
    };
  }

  private Result<BlockCipher> cipher(VerifiedKeyRecord verified, Suite suite) {
    return verified
        .open(recipient)
        .then(groupKey -> {
          try (GroupKey wiped = groupKey;
              VolumeKey volumeKey =
                  VolumeKey.derive(wiped, suite, copy.volumeId(), copy.direction())) {
            return new Result.Ok<>(suite.cipher(volumeKey, copy.blockLength()));
          }
        });
  }

  private static Optional<DecryptFailure> refused(String message) {
    return Optional.of(new DecryptFailure.KeyRefused(message));
  }

  @Override
  public boolean knows(int generation) {
    return ciphers.containsKey(generation);
  }

  @Override
  public void open(int generation, long lba, ByteBuffer bytes) {
    @Nullable BlockCipher cipher = ciphers.get(generation);
    if (cipher == null) {
      throw new IllegalStateException(
          "asked to open generation " + generation + " without its key");
    }
    cipher.open(lba, bytes.duplicate(), bytes.duplicate());
  }
}
