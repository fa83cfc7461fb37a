package io.sealcopy.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/**
 * XTS-AES-256 (IEEE 1619 §5) over the JDK's AES, which has no XTS of its own. The tweak of a data
 * unit is its block address as a little-endian number of 128 bits, of which 64 are used: dm-crypt's
 * {@code plain64}.
 *
 * <p>Works in chunks that stay in the first-level caches: all tweaks of a chunk, one pass of XOR,
 * one ECB call, one pass of XOR. A call of the JDK's cipher costs more than the AES of a small
 * block, so the tweaks that start the data units of a chunk also go through one call together.
 */
final class Aes256Xts implements BlockCipher {
  private static final int AES_BLOCK = 16;
  private static final int CHUNK_BYTES = 8 * 1024;

  /** The feedback of x^128 + x^7 + x^2 + x + 1 (IEEE 1619 §5.2). */
  private static final long FEEDBACK = 0x87;

  /**
   * Static final on purpose: in an instance field it is not constant and costs 16 times as much.
   */
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int dataUnitBytes;
  private final Cipher tweakCipher;
  private final Cipher sealCipher;
  private final Cipher openCipher;
  private final byte[] input = new byte[CHUNK_BYTES];
  private final byte[] output = new byte[CHUNK_BYTES];
  private final byte[] tweaks = new byte[CHUNK_BYTES];
  private final byte[] starts = new byte[CHUNK_BYTES];
  private final byte[] encryptedStarts = new byte[CHUNK_BYTES];

  Aes256Xts(Aes256XtsParameters parameters, Aes256XtsKey key) {
    dataUnitBytes = parameters.dataUnitBytes();
    tweakCipher = ecb(Cipher.ENCRYPT_MODE, key.tweak());
    sealCipher = ecb(Cipher.ENCRYPT_MODE, key.data());
    openCipher = ecb(Cipher.DECRYPT_MODE, key.data());
  }

  private static Cipher ecb(int mode, SecretKey key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES with 256-bit keys", e);
    }
  }

  @Override
  public int blockBytes() {
    return dataUnitBytes;
  }

  @Override
  public void seal(long lba, ByteBuffer plaintext, ByteBuffer ciphertext) {
    process(sealCipher, lba, plaintext, ciphertext);
  }

  @Override
  public void open(long lba, ByteBuffer ciphertext, ByteBuffer plaintext) {
    process(openCipher, lba, ciphertext, plaintext);
  }

  private void process(Cipher cipher, long lba, ByteBuffer from, ByteBuffer to) {
    int length = from.remaining();
    if (length % dataUnitBytes != 0) {
      throw new IllegalArgumentException(
          length + " bytes are not a whole number of blocks of " + dataUnitBytes);
    }
    if (to.remaining() < length) {
      throw new IllegalArgumentException(
          "destination has room for " + to.remaining() + " of " + length + " bytes");
    }
    int fromStart = from.position();
    int toStart = to.position();
    for (int done = 0; done < length; ) {
      int chunk = Math.min(CHUNK_BYTES, length - done);
      fillTweaks(lba, done, chunk);
      from.get(fromStart + done, input, 0, chunk);
      xorTweaks(input, chunk);
      update(cipher, input, chunk, output);
      xorTweaks(output, chunk);
      to.put(toStart + done, output, 0, chunk);
      done += chunk;
    }
    from.position(fromStart + length);
    to.position(toStart + length);
  }

  /**
   * Puts the tweak of each AES block of the chunk that begins {@code done} bytes after the block
   * {@code lba} into {@link #tweaks}. A data unit longer than a chunk goes on where the chunk
   * before ended: its last tweak is still in place.
   */
  private void fillTweaks(long lba, int done, int chunk) {
    int at = 0;
    int inUnit = done % dataUnitBytes;
    if (inUnit != 0) {
      at = Math.min(chunk, dataUnitBytes - inUnit);
      doubleTweak(CHUNK_BYTES - AES_BLOCK, 0);
      fillUnit(0, at);
    }
    if (at == chunk) {
      return;
    }
    long unit = lba + (done + at) / dataUnitBytes;
    int count = (chunk - at + dataUnitBytes - 1) / dataUnitBytes;
    for (int i = 0; i < count; i++) {
      LONG.set(starts, i * AES_BLOCK, unit + i);
      LONG.set(starts, i * AES_BLOCK + Long.BYTES, 0L);
    }
    update(tweakCipher, starts, count * AES_BLOCK, encryptedStarts);
    for (int i = 0; i < count; i++) {
      System.arraycopy(encryptedStarts, i * AES_BLOCK, tweaks, at, AES_BLOCK);
      int end = Math.min(chunk, at + dataUnitBytes);
      fillUnit(at, end);
      at = end;
    }
  }

  /** Given the tweak at {@code from}, fills in the rest up to {@code to}: each twice the last. */
  private void fillUnit(int from, int to) {
    long low = (long) LONG.get(tweaks, from);
    long high = (long) LONG.get(tweaks, from + Long.BYTES);
    for (int at = from + AES_BLOCK; at < to; at += AES_BLOCK) {
      long feedback = (high >> 63) & FEEDBACK;
      high = (high << 1) | (low >>> 63);
      low = (low << 1) ^ feedback;
      LONG.set(tweaks, at, low);
      LONG.set(tweaks, at + Long.BYTES, high);
    }
  }

  private void doubleTweak(int from, int to) {
    long low = (long) LONG.get(tweaks, from);
    long high = (long) LONG.get(tweaks, from + Long.BYTES);
    LONG.set(tweaks, to, (low << 1) ^ ((high >> 63) & FEEDBACK));
    LONG.set(tweaks, to + Long.BYTES, (high << 1) | (low >>> 63));
  }

  private void xorTweaks(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      bytes[i] ^= tweaks[i];
    }
  }

  /** Input and output are different arrays: for one array the JDK's cipher would copy it first. */
  private static void update(Cipher cipher, byte[] input, int length, byte[] output) {
    try {
      int written = cipher.update(input, 0, length, output, 0);
      if (written != length) {
        throw new IllegalStateException("AES/ECB kept back " + (length - written) + " bytes");
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a chunk does not fit its own scratch space", e);
    }
  }
}
