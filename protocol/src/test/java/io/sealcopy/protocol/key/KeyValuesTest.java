package io.sealcopy.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class KeyValuesTest {
  @Test
  void aKeyIdIsBigEndianWhateverTheBufferIsSetTo() {
    KeyId id = KeyId.parse("000102030405060708090a0b0c0d0efF");
    assertThat(id).isEqualTo(new KeyId(0x0001020304050607L, 0x08090a0b0c0d0effL));
    assertThat(id).hasToString("000102030405060708090a0b0c0d0eff");
    ByteBuffer bytes = ByteBuffer.allocate(KeyId.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    id.write(bytes);
    assertThat(bytes.array()).startsWith(0, 1, 2, 3).endsWith(0x0d, 0x0e, 0xff);
    assertThat(KeyId.read(bytes.flip())).isEqualTo(id);
    assertThatIllegalArgumentException().isThrownBy(() -> KeyId.parse("00"));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyId.parse("g".repeat(32)));
  }

  @Test
  void aFingerprintIsReadInEveryFormPeopleHandOn() {
    Sha256 hash = Sha256.hashOf("abc".getBytes(StandardCharsets.US_ASCII));
    // FIPS 180-4 example.
    String hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(hash).hasToString("sha256:" + hex);
    assertThat(Sha256.parse("sha256:" + hex)).isEqualTo(hash);
    assertThat(Sha256.parse(" " + hex.toUpperCase(Locale.ROOT) + "\n")).isEqualTo(hash);
    assertThat(Sha256.parse("SHA256:" + hex.replaceAll("(..)(?!$)", "$1:"))).isEqualTo(hash);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sha256.parse("sha256:abc"))
        .withMessageContaining("sha256:abc");
    assertThatIllegalArgumentException().isThrownBy(() -> Sha256.parse("g".repeat(64)));
  }
}
