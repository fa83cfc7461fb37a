package io.sealcopy.decryptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.crypto.CentreIdentity;
import io.sealcopy.crypto.Credential;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.KeyKind;
import io.sealcopy.crypto.KeyRecordSigner;
import io.sealcopy.crypto.Result;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.vendor.TableEntry;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID GROUP = new UUID(1, 2);
  private static final UUID VOLUME = new UUID(3, 4);
  private static final KeyId KEY = new KeyId(5, 6);
  private static final CentreIdentity CENTRE = centre();
  private static final Credential RECIPIENT = recipient("at the remote");

  private final GroupKey groupKey = GroupKey.random(RANDOM);
  private final KeyRecord record = record(CENTRE, RECIPIENT);

  @Test
  void opensWhatWasSealedUnderTheWrappedKey() {
    ByteBuffer block = ByteBuffer.allocateDirect(1024);
    block.putLong(0, 42);
    try (VolumeKey key =
        VolumeKey.derive(groupKey, Suites.AES_256_XTS, VOLUME, Direction.MAIN_TO_REMOTE)) {
      Suites.AES_256_XTS.cipher(key, 512).seal(7, block.duplicate(), block.duplicate());
    }
    assertThat(block.getLong(0)).isNotEqualTo(42);

    KeyRing ring = ring(RECIPIENT, CENTRE.signing().fingerprint());
    assertThat(ring.learn(List.of(entry(1, KEY)), List.of(record.encode()))).isEmpty();
    assertThat(ring.knows(1)).isTrue();
    ring.open(1, 7, block);

    assertThat(block.getLong(0)).isEqualTo(42);
    assertThat(block.remaining()).isEqualTo(1024);
  }

  @Test
  void aRecordSignedBySomeoneElseIsRefused() {
    KeyRing ring = ring(RECIPIENT, Sha256.NONE);
    assertThat(refusal(ring, entry(1, KEY), record.encode())).contains("pinned");
    assertThat(ring.knows(1)).isFalse();
  }

  @Test
  void aRecordForAnotherRecipientIsRefused() {
    KeyRing ring = ring(recipient("somebody else"), CENTRE.signing().fingerprint());
    assertThat(refusal(ring, entry(1, KEY), record.encode())).contains("no key for certificate");
  }

  @Test
  void aDamagedRecordIsRefused() {
    byte[] damaged = record.encode();
    damaged[damaged.length / 2] ^= 1;
    KeyRing ring = ring(RECIPIENT, CENTRE.signing().fingerprint());
    assertThat(refusal(ring, entry(1, KEY), damaged)).contains("damaged");
  }

  @Test
  void aGenerationWithoutARecordHasNoKey() {
    KeyRing ring = ring(RECIPIENT, CENTRE.signing().fingerprint());
    Optional<DecryptFailure> wrong =
        ring.learn(List.of(entry(2, new KeyId(9, 9))), List.of(record.encode()));
    assertThat(wrong.orElseThrow()).isInstanceOf(DecryptFailure.NoKey.class);
  }

  @Test
  void aGenerationThatChangesItsKeyIsRefused() {
    KeyRing ring = ring(RECIPIENT, CENTRE.signing().fingerprint());
    assertThat(ring.learn(List.of(entry(1, KEY)), List.of(record.encode()))).isEmpty();
    assertThat(refusal(ring, entry(1, new KeyId(9, 9)), record.encode())).contains("before that");
  }

  private static String refusal(KeyRing ring, TableEntry entry, byte[] encoded) {
    DecryptFailure failure = ring.learn(List.of(entry), List.of(encoded)).orElseThrow();
    assertThat(failure).isInstanceOf(DecryptFailure.KeyRefused.class);
    return failure.message();
  }

  private static KeyRing ring(Credential recipient, Sha256 pinned) {
    return new KeyRing(
        new KeyRing.Copy(GROUP, VOLUME, Direction.MAIN_TO_REMOTE, 512), recipient, pinned);
  }

  private static TableEntry entry(int generation, KeyId keyId) {
    return new TableEntry(0, 0, 8, generation, keyId, 1, 1, TableEntry.State.HANDED_OUT);
  }

  private KeyRecord record(CentreIdentity centre, Credential recipient) {
    KeyDescription key =
        new KeyDescription(
            GROUP, Direction.MAIN_TO_REMOTE, 1, KEY, 1, 0, 1, NOW.toEpochMilli(), Sha256.NONE);
    return switch (KeyRecordSigner.sign(
        key, groupKey, List.of(recipient.certificate()), centre.signing(), RANDOM)) {
      case Result.Ok<KeyRecord>(KeyRecord signed) -> signed;
      case Result.Refused<KeyRecord>(var refusal) -> throw new AssertionError(refusal.message());
    };
  }

  private static CentreIdentity centre() {
    return CentreIdentity.generate("main", NOW, Duration.ofDays(1), RANDOM);
  }

  private static Credential recipient(String name) {
    return Credential.generate(
        KeyKind.EC_P256, name, Credential.Purpose.UNWRAP, NOW, Duration.ofDays(1), RANDOM);
  }
}
