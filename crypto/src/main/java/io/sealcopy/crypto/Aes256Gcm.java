package io.sealcopy.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM (NIST SP 800-38D) for records of an authenticated suite: each unit of 4 KiB is sealed
 * on its own and has a tag of 16 bytes. Its nonce is the record's sequence (64 bits) and the unit's
 * index in the record (32 bits), both big-endian; authenticated with it are the record's header and
 * the unit's index (32 bits, big-endian).
 *
 * <p>Nobody may seal two things under one nonce and key: the second gives both away. So sequences
 * must rise from call to call; that no other object seals under the same key, now or after a
 * restart, is for the owner of the key.
 *
 * <p>An instance belongs to one thread at a time and is meant to be kept. Buffers may be direct or
 * on the heap; work is done in arrays of 4 KiB, which is faster than handing direct buffers to the
 * JDK's cipher. Source and destination may be the same bytes. The JDK makes about 1 KiB of garbage
 * for each unit: it has no way to give a cipher a new nonce without making parts of it anew.
 */
public final class Aes256Gcm {
  /** Bytes of data under one tag. */
  public static final int UNIT = 4096;

  /** Bytes of a tag. */
  public static final int TAG = 16;

  private static final int NONCE = 12;

  private final Aes256GcmKey key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[NONCE];
  private final byte[] input = new byte[UNIT + TAG];
  private final byte[] output = new byte[UNIT + TAG];
  private byte[] authenticated = new byte[0];
  private long sealed;

  /** A cipher under {@code key} that has sealed nothing yet. */
  public Aes256Gcm(Aes256GcmKey key) {
    this.key = key;
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES-GCM", e);
    }
  }

  /**
   * Seals what remains in {@code plaintext} into {@code ciphertext} and appends a tag for each unit
   * to {@code tags}; the positions of the three advance.
   *
   * @param sequence above that of every call before, unsigned, not 0
   * @param header what remains in it is authenticated too; unchanged
   * @throws IllegalArgumentException if the bytes are no whole units or do not fit
   * @throws IllegalStateException if the sequence does not rise
   */
  public void seal(
      long sequence,
      ByteBuffer header,
      ByteBuffer plaintext,
      ByteBuffer ciphertext,
      ByteBuffer tags) {
    int units = units(plaintext, ciphertext, tags);
    if (Long.compareUnsigned(sequence, sealed) <= 0) {
      throw new IllegalStateException(
          "sequence %s sealed after %s"
              .formatted(Long.toUnsignedString(sequence), Long.toUnsignedString(sealed)));
    }
    sealed = sequence;
    begin(sequence, header);
    for (int unit = 0; unit < units; unit++) {
      plaintext.get(input, 0, UNIT);
      try {
        init(Cipher.ENCRYPT_MODE, unit);
        cipher.doFinal(input, 0, UNIT, output, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-GCM refused to seal", e);
      }
      ciphertext.put(output, 0, UNIT);
      tags.put(output, UNIT, TAG);
    }
  }

  /**
   * Opens what remains in {@code ciphertext} into {@code plaintext}; the positions of the three
   * advance over the units that were opened.
   *
   * @param sequence with which it was sealed
   * @param header as it was when sealed; unchanged
   * @return whether all units are what was sealed; if not, nothing of the first that is not, nor of
   *     those after it, has been put out
   * @throws IllegalArgumentException if the bytes are no whole units or do not fit
   */
  public boolean open(
      long sequence,
      ByteBuffer header,
      ByteBuffer ciphertext,
      ByteBuffer tags,
      ByteBuffer plaintext) {
    int units = units(ciphertext, plaintext, tags);
    begin(sequence, header);
    for (int unit = 0; unit < units; unit++) {
      ciphertext.get(ciphertext.position(), input, 0, UNIT);
      tags.get(tags.position(), input, UNIT, TAG);
      try {
        init(Cipher.DECRYPT_MODE, unit);
        cipher.doFinal(input, 0, UNIT + TAG, output, 0);
      } catch (AEADBadTagException _) {
        return false;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-GCM refused to open", e);
      }
      ciphertext.position(ciphertext.position() + UNIT);
      tags.position(tags.position() + TAG);
      plaintext.put(output, 0, UNIT);
    }
    return true;
  }

  private static int units(ByteBuffer from, ByteBuffer to, ByteBuffer tags) {
    int length = from.remaining();
    if (length % UNIT != 0) {
      throw new IllegalArgumentException(
          length + " bytes are not a whole number of units of " + UNIT);
    }
    if (to.remaining() < length) {
      throw new IllegalArgumentException(
          "destination has room for " + to.remaining() + " of " + length + " bytes");
    }
    int units = length / UNIT;
    if (tags.remaining() < units * TAG) {
      throw new IllegalArgumentException(
          "%d bytes for the tags of %d units".formatted(tags.remaining(), units));
    }
    return units;
  }

  private void begin(long sequence, ByteBuffer header) {
    int length = header.remaining();
    if (authenticated.length != length + Integer.BYTES) {
      authenticated = new byte[length + Integer.BYTES];
    }
    header.get(header.position(), authenticated, 0, length);
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[i] = (byte) (sequence >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
  }

  private void init(int mode, int unit) throws GeneralSecurityException {
    putInt(nonce, Long.BYTES, unit);
    putInt(authenticated, authenticated.length - Integer.BYTES, unit);
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(authenticated);
  }

  private static void putInt(byte[] bytes, int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
    }
  }
}
