package io.sealcopy.crypto;

import static io.sealcopy.crypto.TestCredentials.RANDOM;
import static io.sealcopy.crypto.TestCredentials.ok;
import static io.sealcopy.crypto.TestCredentials.recipient;
import static io.sealcopy.crypto.TestCredentials.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.testing.SpecPage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrivateKeyFileTest {
  private static final SpecPage PAGE = SpecPage.named("private-key-file.md");
  private static final Argon2Cost CHEAP = new Argon2Cost(64, 1, 1);

  private final Passphrase passphrase = Passphrase.ofCharacters("korrekt Pferd ☂".toCharArray());

  @Test
  void opensAndMakesTheVectorOfTheSpecPage() {
    byte[] vector = PAGE.vector("locked");
    PrivateKey key = ok(PrivateKeyFile.unlock(pem(vector), passphrase));
    assertThat(key.getEncoded()).isEqualTo(ok(read(PAGE.vector("private-key"))).getEncoded());
    byte[] made =
        PrivateKeyFile.lock(
            key,
            passphrase,
            new Argon2Cost(256, 2, 2),
            Arrays.copyOfRange(vector, 24, 40),
            Arrays.copyOfRange(vector, 40, 52));
    assertThat(ok(Pem.read("it", made)).getFirst().bytes()).isEqualTo(vector);
  }

  @ParameterizedTest
  @EnumSource
  void unlocksWithItsPassphraseOnly(KeyKind kind) {
    PrivateKey key = recipient(kind).privateKey();
    byte[] file = PrivateKeyFile.lock(key, passphrase, CHEAP, RANDOM);
    assertThat(ok(PrivateKeyFile.unlock(file, passphrase))).isEqualTo(key);
    Passphrase sameFromFile = Passphrase.ofFileContents("korrekt Pferd ☂\r\n".getBytes(UTF_8));
    assertThat(ok(PrivateKeyFile.unlock(file, sameFromFile))).isEqualTo(key);
    Passphrase wrong = Passphrase.ofCharacters("korrekt Pferd".toCharArray());
    assertThat(refusal(PrivateKeyFile.unlock(file, wrong)))
        .isEqualTo(new Refusal.WrongPassphrase());
  }

  @Test
  void locksAtTheDefaultCost() {
    PrivateKey key = recipient(KeyKind.EC_P256).privateKey();
    byte[] file = PrivateKeyFile.lock(key, passphrase, Argon2Cost.DEFAULT, RANDOM);
    assertThat(ok(PrivateKeyFile.unlock(file, passphrase))).isEqualTo(key);
  }

  @Test
  void tellsDamageFromAWrongPassphrase() {
    byte[] vector = PAGE.vector("locked");
    for (int i = 0; i < vector.length; i++) {
      byte[] damaged = vector.clone();
      damaged[i] ^= 1;
      assertThat(refusal(PrivateKeyFile.unlock(pem(damaged), passphrase)))
          .as("byte %d", i)
          .isInstanceOf(Refusal.NotReadable.class);
    }
    byte[] lowered = vector.clone();
    lowered[19] = 1;
    assertThat(refusal(PrivateKeyFile.unlock(pem(summed(lowered)), passphrase)))
        .isEqualTo(new Refusal.WrongPassphrase());
  }

  @Test
  void spendsNothingOnAbsurdParameters() {
    for (int offset : new int[] {12, 16, 20}) {
      for (int value : new int[] {0, -1, Integer.MAX_VALUE, 300_000}) {
        byte[] absurd = PAGE.vector("locked");
        ByteBuffer.wrap(absurd).putInt(offset, value);
        assertThat(refusal(PrivateKeyFile.unlock(pem(summed(absurd)), passphrase)).message())
            .startsWith("not a private key file: Argon2id");
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Argon2Cost(8, 1, 2));
  }

  @Test
  void saysWhatOtherBytesAre() {
    assertThat(refusal(PrivateKeyFile.unlock(new byte[0], passphrase)).message())
        .isEqualTo("not a private key file: it has 0 PEM blocks, not one");
    assertThat(refusal(PrivateKeyFile.unlock(pem(new byte[10]), passphrase)).message())
        .isEqualTo("not a private key file: it ends too early");
    byte[] noBase64 = "-----BEGIN A-----\n*\n-----END A-----\n".getBytes(UTF_8);
    assertThat(refusal(PrivateKeyFile.unlock(noBase64, passphrase)).message())
        .isEqualTo("not a private key file: its PEM block A is not base64");
  }

  @ParameterizedTest
  @EnumSource
  void readsOrdinaryPkcs8Too(KeyKind kind) {
    PrivateKey key = recipient(kind).privateKey();
    assertThat(ok(PrivateKeyFile.read(Pkcs8.toPem(key)))).isEqualTo(key);
    byte[] encrypted = Pkcs8.exportEncrypted(key, passphrase, RANDOM, 1000);
    assertThat(ok(PrivateKeyFile.unlock(encrypted, passphrase))).isEqualTo(key);
    assertThat(refusal(PrivateKeyFile.read(encrypted))).isEqualTo(new Refusal.PassphraseNeeded());
    Passphrase wrong = Passphrase.ofCharacters("wrong".toCharArray());
    assertThat(refusal(PrivateKeyFile.unlock(encrypted, wrong)))
        .isEqualTo(new Refusal.WrongPassphrase());
    assertThat(refusal(PrivateKeyFile.read(Pem.write("RSA PRIVATE KEY", new byte[9]))).message())
        .isEqualTo("not a private key file: its PEM block RSA PRIVATE KEY is no PKCS #8 key");
    assertThat(refusal(PrivateKeyFile.read(Pem.write("PRIVATE KEY", new byte[9]))).message())
        .isEqualTo("not a private key file: what is in it is no RSA or EC key");
    assertThat(
            refusal(
                    PrivateKeyFile.unlock(
                        Pem.write("ENCRYPTED PRIVATE KEY", new byte[9]), passphrase))
                .message())
        .isEqualTo("not a private key file: it is damaged");
  }

  @Test
  void aPassphraseIsNeverEmptyAndIsOverwritten() {
    assertThatIllegalArgumentException().isThrownBy(() -> Passphrase.ofCharacters(new char[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passphrase.ofFileContents("\nsecond line".getBytes(UTF_8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passphrase.ofFileContents(new byte[] {(byte) 0xff, '\n'}))
        .withMessageNotContaining("ff");
    byte[] bytes = passphrase.bytes();
    passphrase.close();
    assertThat(bytes).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("system")
  void opensslOfTheSystemReadsWhatIsExported(KeyKind kind, @TempDir Path directory)
      throws Exception {
    Credential recipient = recipient(kind);
    byte[] exported = Pkcs8.exportEncrypted(recipient.privateKey(), passphrase, RANDOM);
    Files.write(directory.resolve("key.pem"), exported);
    Files.write(directory.resolve("pass"), "korrekt Pferd ☂\n".getBytes(UTF_8));
    OpenSsl.Run run =
        OpenSsl.run(directory, "pkey -in key.pem -passin file:pass -pubout".split(" "));
    assertThat(run.exitCode()).as(run.output()).isZero();
    byte[] publicKey = ok(Pem.read("it", run.output().getBytes(UTF_8))).getFirst().bytes();
    assertThat(publicKey).isEqualTo(recipient.certificate().getPublicKey().getEncoded());
    Files.write(directory.resolve("pass"), "wrong\n".getBytes(UTF_8));
    assertThat(
            OpenSsl.run(directory, "pkey -in key.pem -passin file:pass -noout".split(" "))
                .exitCode())
        .isNotZero();
  }

  private static Result<PrivateKey> read(byte[] der) {
    return new Result.Ok<>(Pkcs8.read(der).orElseThrow());
  }

  private static byte[] pem(byte[] bytes) {
    return Pem.write(PrivateKeyFile.PEM_LABEL, bytes);
  }

  private static byte[] summed(byte[] bytes) {
    int covered = bytes.length - 4;
    ByteBuffer.wrap(bytes).putInt(covered, Crc32c.of(bytes, 0, covered));
    return bytes;
  }
}
