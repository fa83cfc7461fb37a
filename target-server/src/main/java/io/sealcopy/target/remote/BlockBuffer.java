package io.sealcopy.target.remote;

import io.sealcopy.protocol.BlockChecksums;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Memory for the data of one write, given back to where it came from when it is applied. */
public final class BlockBuffer {
  private final ByteBuffer bytes;
  private final Consumer<BlockBuffer> giveBack;
  private int[] checksums = {};
  private int bodyChecksum;
  private boolean summed;

  /** The bytes from position 0 to limit are the data. */
  public BlockBuffer(ByteBuffer bytes, Consumer<BlockBuffer> giveBack) {
    this.bytes = bytes;
    this.giveBack = giveBack;
  }

  /** For other data now, of this length. */
  BlockBuffer reuse(int length) {
    bytes.clear().limit(length);
    summed = false;
    return this;
  }

  /** The data, from position 0 to limit; the same buffer every time. */
  ByteBuffer bytes() {
    return bytes;
  }

  int length() {
    return bytes.limit();
  }

  int capacity() {
    return bytes.capacity();
  }

  /** Sums the data, which is complete, unless that was done: best by who has just put it here. */
  void sum(int blockLength) {
    if (!summed) {
      int blocks = bytes.limit() / blockLength;
      if (checksums.length < blocks) {
        checksums = new int[bytes.capacity() / blockLength];
      }
      bodyChecksum = BlockChecksums.of(blockLength).sum(bytes, checksums);
      summed = true;
    }
  }

  /** CRC32C of each block, from index 0 on. */
  int[] checksums(int blockLength) {
    sum(blockLength);
    return checksums;
  }

  /** CRC32C of all of it. */
  int bodyChecksum(int blockLength) {
    sum(blockLength);
    return bodyChecksum;
  }

  /** Called once, when nobody looks at the bytes any more. */
  void release() {
    giveBack.accept(this);
  }
}
