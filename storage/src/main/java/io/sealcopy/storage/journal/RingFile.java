package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A ring's file by positions: those only grow, the place in the file is position mod capacity. */
record RingFile(StorageFile file, long ringId, long capacity) {

  /** Bytes from {@code position} to the end of its lap. */
  long restOfLap(long position) {
    return capacity - position % capacity;
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
}
