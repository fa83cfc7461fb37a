package io.sealcopy.target.scsi.copy;

import java.nio.ByteBuffer;

/**
 * Blocks to copy from one block device to another. SPC-4 §6.4.6.4.
 *
 * @param concatenate CAT: what is left of a block goes before the next segment's data
 * @param countsDestination DC: {@code blocks} are the destination's, else the source's
 * @param source descriptor ID of the copy source
 * @param destination descriptor ID of the copy destination
 * @param blocks 0 to 65535
 */
record CopySegment(
    boolean concatenate,
    boolean countsDestination,
    int source,
    int destination,
    int blocks,
    long sourceLba,
    long destinationLba) {
  static final int TYPE = 0x02;
  static final int LENGTH = 28;

  /** What the descriptor's own length field says. */
  static final int DESCRIPTOR_LENGTH = LENGTH - 4;

  private static final int CAT = 0x01;
  private static final int DC = 0x02;

  /** Reads {@link #LENGTH} bytes of {@link #TYPE} at {@code at}. */
  static CopySegment read(ByteBuffer list, int at) {
    return new CopySegment(
        (list.get(at + 1) & CAT) != 0,
        (list.get(at + 1) & DC) != 0,
        list.getShort(at + 4) & 0xffff,
        list.getShort(at + 6) & 0xffff,
        list.getShort(at + 10) & 0xffff,
        list.getLong(at + 12),
        list.getLong(at + 20));
  }
}
