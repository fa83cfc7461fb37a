package io.sealcopy.crypto;

import static io.sealcopy.crypto.TestCredentials.NOW;
import static io.sealcopy.crypto.TestCredentials.RANDOM;
import static io.sealcopy.crypto.TestCredentials.ok;
import static io.sealcopy.crypto.TestCredentials.refusal;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CentreIdentityTest {
  private static final Argon2Cost CHEAP = new Argon2Cost(64, 1, 1);
  private static final CentreIdentity CENTRE =
      CentreIdentity.generate("main", NOW, Credential.DEFAULT_VALIDITY, RANDOM);

  @Test
  void survivesBeingWrittenAndRead() {
    CentreIdentity read = ok(CentreIdentity.read(CENTRE.toPem()));
    assertThat(read.signing().fingerprint()).isEqualTo(CENTRE.signing().fingerprint());
    assertThat(read.unwrapping().fingerprint()).isEqualTo(CENTRE.unwrapping().fingerprint());
    assertThat(read.signing().fingerprint()).isNotEqualTo(read.unwrapping().fingerprint());
  }

  @Test
  void keepsItsGroupKeysAsEnvelopesToItself() {
    try (GroupKey key = GroupKey.random(RANDOM)) {
      byte[] atRest = ok(KeyEnvelope.seal(key, CENTRE.unwrapping().certificate(), RANDOM));
      CentreIdentity restarted = ok(CentreIdentity.read(CENTRE.toPem()));
      try (GroupKey opened = ok(KeyEnvelope.open(atRest, restarted.unwrapping()))) {
        assertThat(opened.bytes()).isEqualTo(key.bytes());
      }
    }
  }

  @Test
  void needsItsPassphraseWhenItIsLocked() {
    try (Passphrase right = Passphrase.ofCharacters("right".toCharArray());
        Passphrase wrong = Passphrase.ofCharacters("wrong".toCharArray())) {
      byte[] locked = CENTRE.toLockedPem(right, CHEAP, RANDOM);
      assertThat(new String(locked, US_ASCII)).doesNotContain("BEGIN PRIVATE KEY");
      assertThat(ok(CentreIdentity.read(locked, right)).signing().fingerprint())
          .isEqualTo(CENTRE.signing().fingerprint());
      assertThat(refusal(CentreIdentity.read(locked, wrong)))
          .isEqualTo(new Refusal.WrongPassphrase());
      assertThat(refusal(CentreIdentity.read(locked))).isEqualTo(new Refusal.PassphraseNeeded());
    }
  }

  @Test
  void refusesKeysThatDoNotBelongToTheirCertificates() {
    CentreIdentity other =
        CentreIdentity.generate("other", NOW, Credential.DEFAULT_VALIDITY, RANDOM);
    byte[] mixed =
        Pem.join(
            Certificates.toPem(CENTRE.signing().certificate()),
            Pkcs8.toPem(other.signing().privateKey()),
            Certificates.toPem(CENTRE.unwrapping().certificate()),
            Pkcs8.toPem(CENTRE.unwrapping().privateKey()));
    assertThat(refusal(CentreIdentity.read(mixed))).isEqualTo(new Refusal.KeyMismatch());
  }

  @Test
  void saysWhatIsWrongWithBytesThatAreNoIdentity() {
    assertThat(refusal(CentreIdentity.read(new byte[0])).message())
        .isEqualTo("not the identity of a main centre: it has 0 PEM blocks, not 4");
    byte[] cut = CENTRE.toPem();
    assertThat(refusal(CentreIdentity.read(Arrays.copyOf(cut, cut.length - 10))))
        .isInstanceOf(Refusal.NotReadable.class);
    assertThat(refusal(CentreIdentity.read(new byte[100_000])).message())
        .contains("longer than 65536 bytes");
  }

  @Test
  void namesNoSecretInItsText() {
    assertThat(CENTRE.toString())
        .isEqualTo(
            "CentreIdentity[signing=credential of certificate %s, unwrapping=credential of "
                    .formatted(CENTRE.signing().fingerprint())
                + "certificate %s]".formatted(CENTRE.unwrapping().fingerprint()));
  }
}
