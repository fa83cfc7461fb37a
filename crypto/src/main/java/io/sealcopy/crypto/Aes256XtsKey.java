package io.sealcopy.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The two AES-256 keys of XTS: IEEE 1619 §5.1 calls them Key1 (data) and Key2 (tweak). */
final class Aes256XtsKey {
  static final int BYTES = 64;

  private final SecretKey data;
  private final SecretKey tweak;

  private Aes256XtsKey(SecretKey data, SecretKey tweak) {
    this.data = data;
    this.tweak = tweak;
  }

  static Aes256XtsKey of(VolumeKey key) {
    byte[] bytes = key.bytes();
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("aes-256-xts needs 64 bytes of key, not " + bytes.length);
    }
    byte[] first = Arrays.copyOfRange(bytes, 0, BYTES / 2);
    byte[] second = Arrays.copyOfRange(bytes, BYTES / 2, BYTES);
    try {
      // IEEE 1619-2018 and FIPS 140-3 IG C.I: with equal halves XTS falls to a chosen ciphertext.
      if (MessageDigest.isEqual(first, second)) {
        throw new IllegalArgumentException("aes-256-xts refuses a key whose two halves are equal");
      }
      return new Aes256XtsKey(new SecretKeySpec(first, "AES"), new SecretKeySpec(second, "AES"));
    } finally {
      Arrays.fill(first, (byte) 0);
      Arrays.fill(second, (byte) 0);
    }
  }

  SecretKey data() {
    return data;
  }

  SecretKey tweak() {
    return tweak;
  }
}
