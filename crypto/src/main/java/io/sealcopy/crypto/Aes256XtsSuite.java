package io.sealcopy.crypto;

/** The plug-in of AES-256-XTS. */
final class Aes256XtsSuite implements Suite {
  @Override
  public int id() {
    return 1;
  }

  @Override
  public String suiteName() {
    return "aes-256-xts";
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
