package io.sealcopy.storage.journal;

import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The space of a ring's file. */
final class RingSpace {
  private static final int CHUNK = 1 << 20;
  private static final int PAGE = RingSuperblock.BLOCK;

  /** Beyond this the first lap pays for itself, rather than the pair's creation waiting for it. */
  private static final long MOST = 1L << 30;

  private RingSpace() {}

  /**
   * Reserves the space and, in a new file, writes zeros to it. File systems note which blocks of
   * reserved space were written (ext4: unwritten extents), so the sync of a first write waits for
   * their own journal, too: ten times as long as later ones. In a file that has its length already
   * another ring may stand, which is the one that counts until the new superblock is durable.
   *
   * @param capacity bytes of the ring, whole pages
   */
  static void take(StorageFile file, long capacity) throws IOException {
    long end = RingSuperblock.RING_OFFSET + capacity;
    boolean fresh = file.size() < end;
    file.reserve(end);
    if (!fresh) {
      return;
    }
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK + PAGE).alignedSlice(PAGE);
    long written = Math.min(end, MOST);
    for (long at = RingSuperblock.RING_OFFSET; at < written; at += CHUNK) {
      file.write(zeros.clear().limit((int) Math.min(CHUNK, written - at)), at);
    }
  }
}
