package io.sealcopy.simulation;

import java.nio.ByteBuffer;

/**
 * What blocks hold: each host write fills its blocks with content made from a number of its own
 * (its stamp) and the block's address, so that a block says which write it came from, and whether
 * it is whole and in its place.
 */
final class Stamps {
  /** The stamp of a block of zeros. */
  static final long ZEROS = 0;

  private Stamps() {}

  static void fill(ByteBuffer to, int blockLength, long lba, long stamp) {
    for (int i = 0; i < blockLength; i += Long.BYTES) {
      to.putLong(i == 0 ? stamp : word(stamp, lba, i));
    }
  }

  /**
   * Which content the block at {@code at} is: a stamp, {@link #ZEROS}, or for anything else a
   * negative number made from all of its bytes.
   */
  static long of(ByteBuffer bytes, int at, int blockLength, long lba) {
    long stamp = bytes.getLong(at);
    boolean whole = stamp > 0;
    boolean zeros = stamp == 0;
    long hash = stamp;
    for (int i = Long.BYTES; i < blockLength; i += Long.BYTES) {
      long found = bytes.getLong(at + i);
      whole &= found == word(stamp, lba, i);
      zeros &= found == 0;
      hash = mix(hash ^ found);
    }
    return whole || zeros ? stamp : hash | Long.MIN_VALUE;
  }

  private static long word(long stamp, long lba, int at) {
    return stamp * 0x9E37_79B9_7F4A_7C15L + (lba + 1) * 0xC2B2_AE3D_27D4_EB4FL + at;
  }

  static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ (mixed >>> 29);
  }
}
