package io.sealcopy.target.remote;

import io.sealcopy.protocol.BlockChecksums;
import io.sealcopy.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Memory for the data of one write, given back to where it came from when it is applied. */
public final class BlockBuffer {
  private final ByteBuffer bytes;
  private final Consumer<BlockBuffer> giveBack;
  private int[] checksums = {};
  private int bodyChecksum;
  private boolean summed;
  private @Nullable ByteBuffer head;
  private boolean record;

  /** The bytes from position 0 to limit are the data. */
  public BlockBuffer(ByteBuffer bytes, Consumer<BlockBuffer> giveBack) {
    this.bytes = bytes;
    this.giveBack = giveBack;
  }

  /**
   * A record that is complete.
   *
   * @param data from position 0 to limit
   */
  public static BlockBuffer ofRecord(
      RecordHeader header, ByteBuffer data, Consumer<BlockBuffer> giveBack) {
    BlockBuffer buffer = new BlockBuffer(data, giveBack);
    header.encode(buffer.head(), 0);
    buffer.record = true;
    return buffer;
  }

  /** For other data now, of this length. */
  BlockBuffer reuse(int length) {
    bytes.clear().limit(length);
    summed = false;
    record = false;
    return this;
  }

  /** For the data of a record that comes with its header. */
  BlockBuffer reuseForRecord(int length) {
    reuse(length);
    record = true;
    return this;
  }

  /** Whether a record's header came with the data. */
  boolean isRecord() {
    return record;
  }

  /** Where the header of a record is, from position 0 on. */
  ByteBuffer head() {
    ByteBuffer known = head;
    if (known == null) {
      known = ByteBuffer.allocate(RecordHeader.LENGTH);
      head = known;
    }
    return known;
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
