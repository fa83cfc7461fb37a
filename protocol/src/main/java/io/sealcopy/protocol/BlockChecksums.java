package io.sealcopy.protocol;

import java.nio.ByteBuffer;

/**
 * CRC32C of every block of some data, and of all of it, in one pass: the checksum of two parts
 * follows from theirs and the second one's length. Immutable.
 */
public final class BlockChecksums {
  /** The Castagnoli polynomial, bits reversed. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private static final BlockChecksums OF_512 = new BlockChecksums(512);
  private static final BlockChecksums OF_4096 = new BlockChecksums(4096);

  private final int blockLength;

  /** What a block of zeros makes of a checksum, for each byte of the checksum and each value. */
  private final int[][] shifted = new int[4][256];

  private BlockChecksums(int blockLength) {
    this.blockLength = blockLength;
    // Column i: what one bit of zeros makes of bit i; squared as often as the bits double.
    int[] columns = new int[32];
    columns[0] = POLYNOMIAL;
    for (int i = 1; i < 32; i++) {
      columns[i] = 1 << (i - 1);
    }
    for (int bits = 1; bits < 8 * blockLength; bits *= 2) {
      int[] squared = new int[32];
      for (int i = 0; i < 32; i++) {
        squared[i] = product(columns, columns[i]);
      }
      columns = squared;
    }
    for (int at = 0; at < 4; at++) {
      for (int value = 0; value < 256; value++) {
        shifted[at][value] = product(columns, value << (8 * at));
      }
    }
  }

  /**
   * For blocks of this length.
   *
   * @throws IllegalArgumentException when that is neither 512 nor 4096
   */
  public static BlockChecksums of(int blockLength) {
    return switch (blockLength) {
      case 512 -> OF_512;
      case 4096 -> OF_4096;
      default -> throw new IllegalArgumentException("blocks of " + blockLength + " bytes");
    };
  }

  /**
   * Sums whole blocks from index 0 to the limit.
   *
   * @param sums gets the checksum of each, from index 0 on
   * @return the checksum of all of it
   */
  public int sum(ByteBuffer data, int[] sums) {
    int all = 0;
    int blocks = data.limit() / blockLength;
    for (int i = 0; i < blocks; i++) {
      int sum = Crc32c.of(data, i * blockLength, blockLength);
      sums[i] = sum;
      all = shift(all) ^ sum;
    }
    return all;
  }

  private int shift(int sum) {
    return shifted[0][sum & 0xff]
        ^ shifted[1][sum >>> 8 & 0xff]
        ^ shifted[2][sum >>> 16 & 0xff]
        ^ shifted[3][sum >>> 24];
  }

  private static int product(int[] columns, int vector) {
    int sum = 0;
    for (int i = 0; i < 32; i++) {
      if ((vector >>> i & 1) != 0) {
        sum ^= columns[i];
      }
    }
    return sum;
  }
}
