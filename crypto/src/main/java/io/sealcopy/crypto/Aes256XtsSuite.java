package io.sealcopy.crypto;

import io.sealcopy.protocol.record.SealSuite;

/** The plug-in of AES-256-XTS. */
final class Aes256XtsSuite implements Suite {
  @Override
  public int id() {
    return SealSuite.AES_256_XTS.code();
  }

  @Override
  public String suiteName() {
    return SealSuite.AES_256_XTS.title();
  }

  @Override
  public int keyBytes() {
    return Aes256XtsKey.BYTES;
  }

  @Override
  public BlockCipher cipher(VolumeKey key, int blockBytes) {
    Aes256XtsParameters parameters = new Aes256XtsParameters(blockBytes);
    return new Aes256Xts(parameters, Aes256XtsKey.of(key));
  }
}
