package io.sealcopy.crypto;

import static io.sealcopy.crypto.TestCredentials.NOW;
import static io.sealcopy.crypto.TestCredentials.RANDOM;
import static io.sealcopy.crypto.TestCredentials.ok;
import static io.sealcopy.crypto.TestCredentials.recipient;
import static io.sealcopy.crypto.TestCredentials.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.key.KeyDescription;
import io.sealcopy.protocol.key.KeyId;
import io.sealcopy.protocol.key.KeyRecord;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.key.OpaqueBytes;
import io.sealcopy.protocol.key.Sha256;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRecordVerifierTest {
  private static final UUID GROUP = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final KeyId KEY = KeyId.parse("000102030405060708090a0b0c0d0e0f");
  private static final KeyDescription DESCRIPTION =
      new KeyDescription(
          GROUP,
          Direction.MAIN_TO_REMOTE,
          1,
          KEY,
          1,
          1,
          Suites.AES_256_XTS.id(),
          NOW.toEpochMilli(),
          Sha256.NONE);
  private static final KeyRecordVerifier.Expected EXPECTED =
      new KeyRecordVerifier.Expected(GROUP, Direction.MAIN_TO_REMOTE, KEY);
  private static final CentreIdentity CENTRE = centre();

  private final GroupKey groupKey = GroupKey.random(RANDOM);
  private final KeyRecord record =
      sign(
          CENTRE,
          recipient(KeyKind.RSA_3072).certificate(),
          recipient(KeyKind.EC_P256).certificate());

  @AfterEach
  void close() {
    groupKey.close();
  }

  @Test
  void everyRecipientGetsTheKeyFromARecordThatCrossedAsBytes() {
    KeyRecord arrived = decoded(record.encode());
    assertThat(arrived).isEqualTo(record);
    VerifiedKeyRecord verified = ok(verify(arrived));
    assertThat(verified.suite()).isEqualTo(new Result.Ok<>(Suites.AES_256_XTS));
    for (KeyKind kind : KeyKind.values()) {
      try (GroupKey opened = ok(verified.open(recipient(kind)))) {
        assertThat(opened.bytes()).isEqualTo(groupKey.bytes());
      }
    }
  }

  @Test
  void theRecipientOfTheSpecPageOpensItsVectors() {
    SpecPage page = SpecPage.named("key-record.md");
    Credential alice =
        ok(
            Certificates.read(page.vector("recipient-certificate"))
                .then(certificate ->
                    Credential.of(
                        certificate,
                        Pkcs8.read(page.vector("recipient-private-key")).orElseThrow())));
    for (String name : List.of("first", "second")) {
      KeyRecord vector = decoded(page.vector(name));
      KeyRecordVerifier.Expected expected =
          new KeyRecordVerifier.Expected(
              vector.key().groupId(), vector.key().direction(), vector.key().keyId());
      Sha256 signer =
          Sha256.parse("af7b59fc035ffdc2f2e54263cc8e9d60d8dd38e3e38ed8bc9f71f4a753d1f1ad");
      VerifiedKeyRecord verified = ok(KeyRecordVerifier.verify(vector, signer, expected));
      try (GroupKey opened = ok(verified.open(alice))) {
        assertThat(opened.bytes()).isEqualTo(page.vector("group-key"));
      }
    }
  }

  @Test
  void someoneElseIsNoRecipient() {
    Credential other = TestCredentials.another(KeyKind.EC_P256);
    assertThat(refusal(ok(verify(record)).open(other)))
        .isEqualTo(new Refusal.NotARecipient(other.fingerprint()));
  }

  @Test
  void aRecordSignedByAnotherCentreIsRefusedWhateverCertificateItCarries() {
    CentreIdentity impostor = centre();
    KeyRecord forged = sign(impostor, recipient(KeyKind.EC_P256).certificate());
    Sha256 pinned = CENTRE.signing().fingerprint();
    assertThat(refusal(verify(forged)))
        .isEqualTo(new Refusal.UnpinnedSigner(pinned, impostor.signing().fingerprint()));

    KeyRecord.Signer claimed =
        new KeyRecord.Signer(pinned, forged.signer().certificate(), forged.signer().algorithm());
    assertThat(refusal(verify(with(forged, claimed))))
        .isEqualTo(new Refusal.UnpinnedSigner(pinned, impostor.signing().fingerprint()));

    assertThat(refusal(verify(with(forged, record.signer()))))
        .isEqualTo(new Refusal.BadSignature());
  }

  @Test
  void anyChangeBreaksTheSignature() {
    KeyDescription later =
        new KeyDescription(
            GROUP, Direction.MAIN_TO_REMOTE, 2, KEY, 1, 1, 1, NOW.toEpochMilli(), Sha256.NONE);
    assertThat(
            refusal(
                verify(
                    new KeyRecord(
                        later, record.recipients(), record.signer(), record.signature()))))
        .isEqualTo(new Refusal.BadSignature());
    assertThat(
            refusal(
                verify(
                    new KeyRecord(
                        DESCRIPTION,
                        record.recipients().subList(0, 1),
                        record.signer(),
                        record.signature()))))
        .isEqualTo(new Refusal.BadSignature());
    KeyRecord.Signer unknownAlgorithm =
        new KeyRecord.Signer(record.signer().fingerprint(), record.signer().certificate(), 2);
    assertThat(refusal(verify(with(record, unknownAlgorithm))))
        .isEqualTo(new Refusal.BadSignature());
    for (int length : new int[] {1, record.signature().length() - 1}) {
      OpaqueBytes cut = OpaqueBytes.copyOf(Arrays.copyOf(record.signature().toByteArray(), length));
      assertThat(
              refusal(
                  verify(new KeyRecord(DESCRIPTION, record.recipients(), record.signer(), cut))))
          .isEqualTo(new Refusal.BadSignature());
    }
  }

  @Test
  void aGenuineRecordOfAnotherGroupDirectionOrKeyIsRefused() {
    Sha256 pinned = CENTRE.signing().fingerprint();
    UUID otherGroup = new UUID(1, 2);
    KeyId otherKey = new KeyId(3, 4);
    assertThat(
            refusal(
                KeyRecordVerifier.verify(
                    record,
                    pinned,
                    new KeyRecordVerifier.Expected(otherGroup, Direction.MAIN_TO_REMOTE, KEY))))
        .isEqualTo(new Refusal.UnexpectedRecord("group", otherGroup.toString(), GROUP.toString()));
    assertThat(
            refusal(
                KeyRecordVerifier.verify(
                    record, pinned, new KeyRecordVerifier.Expected(GROUP, Direction.REVERSE, KEY))))
        .isEqualTo(new Refusal.UnexpectedRecord("direction", "REVERSE", "MAIN_TO_REMOTE"));
    assertThat(
            refusal(
                KeyRecordVerifier.verify(
                    record,
                    pinned,
                    new KeyRecordVerifier.Expected(GROUP, Direction.MAIN_TO_REMOTE, otherKey))))
        .isEqualTo(new Refusal.UnexpectedRecord("key id", otherKey.toString(), KEY.toString()));
  }

  @Test
  void refusesToSignForACertificateThatCannotUnwrapAndWithAKeyThatCannotSign() {
    Credential rsa = recipient(KeyKind.RSA_3072);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            KeyRecordSigner.sign(DESCRIPTION, groupKey, List.of(rsa.certificate()), rsa, RANDOM));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> KeyRecordSigner.sign(DESCRIPTION, groupKey, List.of(), CENTRE.signing(), RANDOM));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sign(CENTRE, rsa.certificate(), rsa.certificate()))
        .withMessageContaining(rsa.fingerprint().toString());
  }

  @Test
  @Tag("system")
  void opensslOfTheSystemVerifiesTheSignature(@TempDir Path directory) throws Exception {
    byte[] encoded = record.encode();
    int signed =
        KeyRecordCodec.signedBytes(record.key(), record.recipients(), record.signer()).length;
    Files.write(directory.resolve("record"), encoded);
    Files.write(directory.resolve("signed"), Arrays.copyOf(encoded, signed));
    Files.write(directory.resolve("signature"), record.signature().toByteArray());
    Files.write(directory.resolve("cert.der"), record.signer().certificate().toByteArray());
    OpenSsl.Run key =
        OpenSsl.run(
            directory, "x509 -inform DER -in cert.der -noout -pubkey -out pub.pem".split(" "));
    assertThat(key.exitCode()).as(key.output()).isZero();
    String verify = "dgst -sha256 -verify pub.pem -signature signature signed";
    OpenSsl.Run run = OpenSsl.run(directory, verify.split(" "));
    assertThat(run.output().strip()).isEqualTo("Verified OK");
    Files.write(directory.resolve("signed"), Arrays.copyOf(encoded, signed - 1));
    assertThat(OpenSsl.run(directory, verify.split(" ")).exitCode()).isNotZero();
  }

  private static CentreIdentity centre() {
    return CentreIdentity.generate("centre", NOW, Credential.DEFAULT_VALIDITY, RANDOM);
  }

  private KeyRecord sign(CentreIdentity centre, X509Certificate... recipients) {
    return ok(
        KeyRecordSigner.sign(DESCRIPTION, groupKey, List.of(recipients), centre.signing(), RANDOM));
  }

  private static Result<VerifiedKeyRecord> verify(KeyRecord record) {
    return KeyRecordVerifier.verify(record, CENTRE.signing().fingerprint(), EXPECTED);
  }

  private static KeyRecord with(KeyRecord record, KeyRecord.Signer signer) {
    return new KeyRecord(record.key(), record.recipients(), signer, record.signature());
  }

  private static KeyRecord decoded(byte[] bytes) {
    return switch (KeyRecordCodec.decode(bytes)) {
      case KeyRecordCodec.Decoded.Valid(KeyRecord record) -> record;
      case KeyRecordCodec.Decoded.Malformed malformed ->
          throw new AssertionError(malformed.message());
    };
  }
}
