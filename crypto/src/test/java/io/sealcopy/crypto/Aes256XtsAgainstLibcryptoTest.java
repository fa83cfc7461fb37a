package io.sealcopy.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class Aes256XtsAgainstLibcryptoTest {
  private static final int[] UNITS = {512, 4096, 16, 528, 8192, 8208, 20480};

  @Test
  void sealsRandomDataAsLibcryptoDoesWithEachDataUnitsOwnTweak() {
    Seeds.forEach(
        200,
        (random, _) -> {
          int unit = UNITS[random.nextInt(UNITS.length)];
          int blocks = random.nextInt(1, 40);
          long lba = random.nextLong() >>> random.nextInt(64);
          byte[] key = new byte[64];
          byte[] plaintext = new byte[unit * blocks];
          random.nextBytes(key);
          random.nextBytes(plaintext);

          ByteBuffer sealed = ByteBuffer.allocate(plaintext.length);
          BlockCipher cipher = Suites.AES_256_XTS.cipher(VolumeKey.owning(key.clone()), unit);
          cipher.seal(lba, ByteBuffer.wrap(plaintext), sealed);
          assertThat(sealed.array()).isEqualTo(byLibcrypto(key, lba, unit, plaintext));

          sealed.flip();
          cipher.open(lba, sealed, sealed);
          assertThat(sealed.array()).isEqualTo(plaintext);
        });
  }

  private static byte[] byLibcrypto(byte[] key, long lba, int unit, byte[] plaintext) {
    ByteBuffer sealed = ByteBuffer.allocate(plaintext.length);
    try (LibcryptoXts libcrypto = new LibcryptoXts()) {
      for (int at = 0; at < plaintext.length; at += unit) {
        ByteBuffer tweak = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        tweak.putLong(0, lba + at / unit);
        byte[] plainUnit = Arrays.copyOfRange(plaintext, at, at + unit);
        sealed.put(libcrypto.seal(key, tweak.array(), plainUnit));
      }
    }
    return sealed.array();
  }
}
