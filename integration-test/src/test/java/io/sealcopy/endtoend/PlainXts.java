package io.sealcopy.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** XTS-AES-256 written down from IEEE 1619 once more, to open a volume without our code. */
final class PlainXts {
  private static final int BLOCK = 512;
  private static final int FEEDBACK = 0x87;

  private PlainXts() {}

  /** Opens a whole volume of 512-byte blocks into a new file. */
  static void open(Path sealed, Path plain, Path volumeKey)
      throws IOException, GeneralSecurityException {
    byte[] key = Files.readAllBytes(volumeKey);
    Cipher data = cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(key, 0, 32));
    Cipher tweaks = cipher(Cipher.ENCRYPT_MODE, Arrays.copyOfRange(key, 32, 64));
    byte[] all = Files.readAllBytes(sealed);
    for (int at = 0; at < all.length; at += BLOCK) {
      byte[] masks = masks(tweaks, at / BLOCK);
      xor(all, at, masks);
      data.update(all, at, BLOCK, all, at);
      xor(all, at, masks);
    }
    Files.write(plain, all);
  }

  private static Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"));
    return cipher;
  }

  /** IEEE 1619 §5.2: the encrypted block number times alpha, once more for each 16 bytes. */
  private static byte[] masks(Cipher tweaks, long block) throws GeneralSecurityException {
    ByteBuffer number = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0, block);
    ByteBuffer tweak =
        ByteBuffer.wrap(tweaks.doFinal(number.array())).order(ByteOrder.LITTLE_ENDIAN);
    long low = tweak.getLong(0);
    long high = tweak.getLong(8);
    ByteBuffer masks = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    while (masks.hasRemaining()) {
      masks.putLong(low).putLong(high);
      long carry = high >>> 63;
      high = high << 1 | low >>> 63;
      low = low << 1 ^ carry * FEEDBACK;
    }
    return masks.array();
  }

  private static void xor(byte[] all, int at, byte[] masks) {
    for (int i = 0; i < masks.length; i++) {
      all[at + i] ^= masks[i];
    }
  }
}
