package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A ring's file by positions: those only grow, the place in the file is position mod capacity.
 *
 * @param ownOrder see {@link RingSuperblock#ownOrder}
 */
record RingFile(StorageFile file, long ringId, long capacity, boolean ownOrder) {
  private static final long MOST_BETWEEN = 16 << 20;
  private static final long MOST_REACH = 1 << 30;

  /** After so many synced bytes a checkpoint is written with the next sync. */
  long betweenCheckpoints() {
    return Math.min(MOST_BETWEEN, capacity / 64);
  }

  /** No record is begun further behind the durable checkpoint: {@code ring.md}, write order. */
  long reach() {
    return Math.min(MOST_REACH, capacity / 2);
  }

  /** Where the lap of {@code position} begins. */
  long lapOf(long position) {
    return position - position % capacity;
  }

  /** Bytes from {@code position} to the end of its lap. */
  long restOfLap(long position) {
    return capacity - position % capacity;
  }

  /** The position after {@code span} bytes, within one lap, at {@code position} or behind it. */
  long endOf(long position, int span) {
    long rest = restOfLap(position);
    return position + span + (rest < span ? rest : 0);
  }

  /** {@code position}, or the start of the next lap when no frame fits before it. */
  long skipLapEnd(long position) {
    long rest = restOfLap(position);
    return rest < RingFrame.LENGTH ? position + rest : position;
  }

  /** Reads within one lap. */
  void read(ByteBuffer destination, long position) throws IOException {
    file.read(destination, RingSuperblock.RING_OFFSET + position % capacity);
  }

  /** Writes within one lap. */
  void write(ByteBuffer source, long position) throws IOException {
    file.write(source, RingSuperblock.RING_OFFSET + position % capacity);
  }

  void writeSuperblock(RingSuperblock superblock) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(RingSuperblock.BLOCK);
    superblock.encode(block, 0);
    file.write(block, superblock.fileOffset());
  }

  /** The frame of the first record from {@code position} on, or null when that is {@code end}. */
  @Nullable RingFrame frameAt(long position, long end) throws IOException {
    long at = skipLapEnd(position);
    ByteBuffer bytes = ByteBuffer.allocate(RingFrame.LENGTH);
    while (at < end) {
      read(bytes.clear(), at);
      RingFrame frame = RingFrame.decode(bytes.clear(), 0, ringId, at);
      if (frame == null) {
        throw new IOException("%s: no frame at position %d".formatted(file.name(), at));
      }
      if (!frame.isFiller()) {
        return frame;
      }
      at += restOfLap(at);
    }
    return null;
  }
}
