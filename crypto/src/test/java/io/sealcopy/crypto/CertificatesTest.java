package io.sealcopy.crypto;

import static io.sealcopy.crypto.TestCredentials.NOW;
import static io.sealcopy.crypto.TestCredentials.RANDOM;
import static io.sealcopy.crypto.TestCredentials.ok;
import static io.sealcopy.crypto.TestCredentials.recipient;
import static io.sealcopy.crypto.TestCredentials.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificatesTest {
  @ParameterizedTest
  @EnumSource
  void readsPemAndDerAndSkipsTextAroundThem(KeyKind kind) throws Exception {
    X509Certificate certificate = recipient(kind).certificate();
    assertThat(ok(Certificates.read(certificate.getEncoded()))).isEqualTo(certificate);
    byte[] pem = Certificates.toPem(certificate);
    byte[] commented = Pem.join("subject=somebody\n".getBytes(UTF_8), pem.clone());
    assertThat(ok(Certificates.read(pem))).isEqualTo(certificate);
    assertThat(ok(Certificates.read(commented))).isEqualTo(certificate);
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void saysWhyBytesAreNoCertificate() throws Exception {
    byte[] der = recipient(KeyKind.EC_P256).certificate().getEncoded();
    assertThat(refusal(Certificates.read(Arrays.copyOf(der, der.length - 1))).message())
        .isEqualTo("not a certificate: neither PEM nor DER of X.509");
    assertThat(refusal(Certificates.read(Arrays.copyOf(der, der.length + 1))).message())
        .isEqualTo("not a certificate: bytes follow its end");
    assertThat(refusal(Certificates.read(Pem.write("PRIVATE KEY", der))).message())
        .isEqualTo("not a certificate: no PEM block is a CERTIFICATE");
  }

  @Test
  void warnsOfTimeAndNeverMore() {
    Credential shortLived =
        Credential.generate(
            KeyKind.EC_P256, "short", Credential.Purpose.UNWRAP, NOW, Duration.ofDays(100), RANDOM);
    X509Certificate certificate = shortLived.certificate();
    Instant end = certificate.getNotAfter().toInstant();
    assertThat(Certificates.timeWarning(certificate, NOW)).isEmpty();
    assertThat(Certificates.timeWarning(certificate, NOW.minus(Duration.ofHours(23)))).isEmpty();
    assertThat(Certificates.timeWarning(certificate, NOW.minus(Duration.ofDays(2))))
        .hasValueSatisfying(warning -> assertThat(warning).contains("valid only from"));
    assertThat(Certificates.timeWarning(certificate, NOW.plus(Duration.ofDays(11))))
        .hasValueSatisfying(warning -> assertThat(warning).contains("expires at " + end));
    assertThat(Certificates.timeWarning(certificate, NOW.plus(Duration.ofDays(101))))
        .hasValueSatisfying(warning -> assertThat(warning).contains("expired at " + end));
    try (GroupKey key = GroupKey.random(RANDOM)) {
      Credential expired =
          Credential.generate(
              KeyKind.EC_P256,
              "expired",
              Credential.Purpose.UNWRAP,
              NOW.minus(Duration.ofDays(9000)),
              Duration.ofDays(1),
              RANDOM);
      byte[] envelope = ok(KeyEnvelope.seal(key, expired.certificate(), RANDOM));
      ok(KeyEnvelope.open(envelope, expired)).close();
    }
  }

  @Test
  void aPrivateKeyOfAnotherCertificateIsRefused() {
    for (KeyKind kind : KeyKind.values()) {
      Credential one = recipient(kind);
      assertThat(ok(Credential.of(one.certificate(), one.privateKey())).fingerprint())
          .isEqualTo(one.fingerprint());
      assertThat(
              refusal(Credential.of(one.certificate(), TestCredentials.another(kind).privateKey())))
          .isEqualTo(new Refusal.KeyMismatch());
    }
    assertThat(
            refusal(
                Credential.of(
                    recipient(KeyKind.EC_P256).certificate(),
                    recipient(KeyKind.RSA_3072).privateKey())))
        .isEqualTo(new Refusal.KeyMismatch());
  }

  @Test
  @Tag("system")
  void opensslPrintsTheSameFingerprintAndOtherKindsAreRefused(@TempDir Path directory)
      throws Exception {
    X509Certificate certificate = recipient(KeyKind.EC_P256).certificate();
    Files.write(directory.resolve("cert.pem"), Certificates.toPem(certificate));
    OpenSsl.Run run =
        OpenSsl.run(directory, "x509 -in cert.pem -noout -fingerprint -sha256".split(" "));
    String printed = run.output().strip();
    assertThat(Sha256.parse(printed.substring(printed.indexOf('=') + 1)))
        .isEqualTo(Certificates.fingerprint(certificate));
    for (String kind : new String[] {"ed25519", "rsa:1024", "ec:secp384r1"}) {
      String options =
          kind.startsWith("ec:") ? "ec -pkeyopt ec_paramgen_curve:" + kind.substring(3) : kind;
      OpenSsl.Run made =
          OpenSsl.run(
              directory,
              ("req -x509 -nodes -newkey " + options + " -keyout k -out c -subj /CN=x").split(" "));
      assertThat(made.exitCode()).as(made.output()).isZero();
      X509Certificate other = ok(Certificates.read(Files.readAllBytes(directory.resolve("c"))));
      assertThat(refusal(Certificates.checkRecipient(other)))
          .isInstanceOf(Refusal.UnsupportedKey.class);
    }
  }
}
