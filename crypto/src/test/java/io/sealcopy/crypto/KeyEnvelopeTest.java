package io.sealcopy.crypto;

import static io.sealcopy.crypto.TestCredentials.RANDOM;
import static io.sealcopy.crypto.TestCredentials.ok;
import static io.sealcopy.crypto.TestCredentials.recipient;
import static io.sealcopy.crypto.TestCredentials.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyEnvelopeTest {
  @ParameterizedTest
  @EnumSource
  void opensWithTheRecipientsPrivateKey(KeyKind kind) {
    try (GroupKey key = GroupKey.random(RANDOM)) {
      byte[] envelope = ok(KeyEnvelope.seal(key, recipient(kind).certificate(), RANDOM));
      try (GroupKey opened = ok(KeyEnvelope.open(envelope, recipient(kind)))) {
        assertThat(opened.bytes()).isEqualTo(key.bytes());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysShutForAnyOtherPrivateKey(KeyKind kind) {
    try (GroupKey key = GroupKey.random(RANDOM)) {
      byte[] envelope = ok(KeyEnvelope.seal(key, recipient(kind).certificate(), RANDOM));
      assertThat(refusal(KeyEnvelope.open(envelope, TestCredentials.another(kind))))
          .isEqualTo(new Refusal.EnvelopeNotOpened());
      for (KeyKind other : KeyKind.values()) {
        if (other != kind) {
          assertThat(refusal(KeyEnvelope.open(envelope, recipient(other))))
              .isEqualTo(new Refusal.EnvelopeNotOpened());
        }
      }
    }
  }

  /** A changed byte either makes the envelope useless or changes nothing that decides the key. */
  @ParameterizedTest
  @EnumSource
  void neverYieldsAnotherKeyWhenAByteIsDamaged(KeyKind kind) {
    try (GroupKey key = GroupKey.random(RANDOM)) {
      byte[] envelope = ok(KeyEnvelope.seal(key, recipient(kind).certificate(), RANDOM));
      int refused = 0;
      // An RSA operation is dear: a sample is enough there.
      int step = kind == KeyKind.RSA_3072 ? 13 : 1;
      for (int i = 0; i < envelope.length; i += step) {
        byte[] damaged = envelope.clone();
        damaged[i] ^= 0x20;
        switch (KeyEnvelope.open(damaged, recipient(kind))) {
          case Result.Ok<GroupKey>(GroupKey opened) ->
              assertThat(opened.bytes()).as("byte %d", i).isEqualTo(key.bytes());
          case Result.Refused<GroupKey>(Refusal refusal) -> {
            assertThat(refusal).isEqualTo(new Refusal.EnvelopeNotOpened());
            refused++;
          }
        }
      }
      assertThat(refused).isGreaterThan(envelope.length / step / 4);
      for (int end = envelope.length - 48; end < envelope.length; end += step) {
        byte[] damaged = envelope.clone();
        damaged[end] ^= 1;
        assertThat(refusal(KeyEnvelope.open(damaged, recipient(kind))))
            .as("ciphertext or tag, byte %d", end)
            .isEqualTo(new Refusal.EnvelopeNotOpened());
      }
    }
  }

  @Test
  void refusesWhatIsNoEnvelopeAtAll() {
    Credential recipient = recipient(KeyKind.EC_P256);
    for (byte[] bytes : new byte[][] {{}, {0x30}, new byte[100], new byte[20_000]}) {
      assertThat(refusal(KeyEnvelope.open(bytes, recipient)))
          .isEqualTo(new Refusal.EnvelopeNotOpened());
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("system")
  void opensslOfTheSystemOpensIt(KeyKind kind, @TempDir Path directory) throws Exception {
    Credential recipient = recipient(kind);
    Files.write(directory.resolve("cert.pem"), Certificates.toPem(recipient.certificate()));
    Files.write(directory.resolve("key.pem"), Pkcs8.toPem(recipient.privateKey()));
    try (GroupKey key = GroupKey.random(RANDOM)) {
      Files.write(
          directory.resolve("key.cms"), ok(KeyEnvelope.seal(key, recipient.certificate(), RANDOM)));
      OpenSsl.Run run =
          OpenSsl.run(
              directory,
              "cms -decrypt -inform DER -in key.cms -recip cert.pem -inkey key.pem -out group.key"
                  .split(" "));
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(Files.readAllBytes(directory.resolve("group.key"))).isEqualTo(key.bytes());

      byte[] damaged = Files.readAllBytes(directory.resolve("key.cms"));
      damaged[damaged.length - 1] ^= 1;
      Files.write(directory.resolve("key.cms"), damaged);
      assertThat(
              OpenSsl.run(
                      directory,
                      "cms -decrypt -inform DER -in key.cms -inkey key.pem -out bad.key".split(" "))
                  .exitCode())
          .isNotZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("system")
  void opensWhatOpensslMade(KeyKind kind, @TempDir Path directory) throws Exception {
    Credential recipient = recipient(kind);
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x5a);
    Files.write(directory.resolve("cert.pem"), Certificates.toPem(recipient.certificate()));
    Files.write(directory.resolve("group.key"), key);
    String options =
        switch (kind) {
          case RSA_3072 ->
              " -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"
                  + " -keyopt rsa_mgf1_md:sha256";
          case EC_P256 -> " -keyopt ecdh_kdf_md:sha256 -aes256-wrap";
        };
    OpenSsl.Run run =
        OpenSsl.run(
            directory,
            ("cms -encrypt -binary -aes-256-gcm -in group.key -outform DER -out key.cms"
                    + " -recip cert.pem"
                    + options)
                .split(" "));
    assertThat(run.exitCode()).as(run.output()).isZero();
    try (GroupKey opened =
        ok(KeyEnvelope.open(Files.readAllBytes(directory.resolve("key.cms")), recipient))) {
      assertThat(opened.bytes()).isEqualTo(key);
    }
  }
}
