package io.sealcopy.crypto;

/**
 * What is fixed for one XTS cipher beside its key.
 *
 * @param dataUnitBytes size of a data unit, which is one logical block: a multiple of 16, so that
 *     stealing (IEEE 1619 §5.3.2) is never needed and is not implemented, up to 2^20 AES blocks
 *     (§5.1)
 */
record Aes256XtsParameters(int dataUnitBytes) {
  private static final int MAX_DATA_UNIT_BYTES = 16 << 20;

  Aes256XtsParameters {
    if (dataUnitBytes < 16 || dataUnitBytes > MAX_DATA_UNIT_BYTES || dataUnitBytes % 16 != 0) {
      throw new IllegalArgumentException(
          "aes-256-xts seals blocks of 16 to 16777216 bytes in steps of 16, not " + dataUnitBytes);
    }
  }
}
