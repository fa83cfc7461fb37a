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
 * <p>Works in chunks that, with all that belongs to them, stay in the first-level cache: all tweaks
 * of a chunk, one pass of XOR that also fetches the source, one ECB call, one pass of XOR that also
 * stores the result. A call of the JDK's cipher costs more than the AES of a small block, so the
 * tweaks that start the data units also go through one call together.
 */
final class Aes256Xts implements BlockCipher {
  private static final int AES_BLOCK = 16;
  private static final int CHUNK_BYTES = 4 * 1024;
  private static final int STARTS = CHUNK_BYTES / AES_BLOCK;

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

  /** First tweaks of the data units from {@link #firstStart} on, {@link #startCount} of them. */
  private final byte[] starts = new byte[STARTS * AES_BLOCK];

  private long firstStart;
  private int startCount;

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
    long last = lba + length / dataUnitBytes - 1;
    firstStart = lba;
    startCount = 0;
    for (int done = 0; done < length; ) {
      int chunk = Math.min(CHUNK_BYTES, length - done);
      fillTweaks(lba, done, chunk, last);
      take(from, fromStart + done, chunk);
      update(cipher, input, chunk, output);
      put(to, toStart + done, chunk);
      done += chunk;
    }
    from.position(fromStart + length);
    to.position(toStart + length);
  }

  /**
   * Puts the tweak of each AES block of the chunk that begins {@code done} bytes after the block
   * {@code lba} into {@link #tweaks}; the last block is {@code last}. A data unit longer than a
   * chunk goes on where the chunk before ended: its last tweak is still in place.
   */
  private void fillTweaks(long lba, int done, int chunk, long last) {
    int at = 0;
    int inUnit = done % dataUnitBytes;
    if (inUnit != 0) {
      at = Math.min(chunk, dataUnitBytes - inUnit);
      doubleTweak(CHUNK_BYTES - AES_BLOCK, 0);
      fillUnit(0, at);
    }
    for (long unit = lba + (done + at) / dataUnitBytes; at < chunk; unit++) {
      System.arraycopy(starts, start(unit, last), tweaks, at, AES_BLOCK);
      int end = Math.min(chunk, at + dataUnitBytes);
      fillUnit(at, end);
      at = end;
    }
  }

  /**
   * Where the first tweak of a data unit is in {@link #starts}: those of the units up to {@code
   * last} are made as many at once as fit.
   */
  private int start(long unit, long last) {
    if (unit - firstStart >= startCount) {
      firstStart = unit;
      startCount = (int) Math.min(STARTS, last - unit + 1);
      for (int i = 0; i < startCount; i++) {
        LONG.set(input, i * AES_BLOCK, unit + i);
        LONG.set(input, i * AES_BLOCK + Long.BYTES, 0L);
      }
      update(tweakCipher, input, startCount * AES_BLOCK, starts);
    }
    return (int) (unit - firstStart) * AES_BLOCK;
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

  /**
   * Fills {@link #input} with source XOR tweaks. The loops over direct buffers are methods of their
   * own, which never see a heap buffer: the compiler makes vector code of them only then. It swaps
   * no bytes if the buffer's order is that of the processor, so that is set meanwhile.
   */
  private void take(ByteBuffer from, int at, int length) {
    if (!from.isDirect()) {
      from.get(at, input, 0, length);
      xor(input, tweaks, length);
      return;
    }
    ByteOrder order = from.order();
    from.order(ByteOrder.LITTLE_ENDIAN);
    takeDirect(from, at, input, tweaks, length);
    from.order(order);
  }

  /** Gives {@link #output} XOR tweaks to the destination. */
  private void put(ByteBuffer to, int at, int length) {
    if (!to.isDirect()) {
      xor(output, tweaks, length);
      to.put(at, output, 0, length);
      return;
    }
    ByteOrder order = to.order();
    to.order(ByteOrder.LITTLE_ENDIAN);
    putDirect(to, at, output, tweaks, length);
    to.order(order);
  }

  private static void takeDirect(ByteBuffer from, int at, byte[] to, byte[] mask, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      LONG.set(to, i, from.getLong(at + i) ^ (long) LONG.get(mask, i));
    }
  }

  private static void putDirect(ByteBuffer to, int at, byte[] from, byte[] mask, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      to.putLong(at + i, (long) LONG.get(from, i) ^ (long) LONG.get(mask, i));
    }
  }

  private static void xor(byte[] bytes, byte[] mask, int length) {
    for (int i = 0; i < length; i++) {
      bytes[i] ^= mask[i];
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
