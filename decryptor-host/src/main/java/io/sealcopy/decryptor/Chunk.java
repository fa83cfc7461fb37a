package io.sealcopy.decryptor;

import java.nio.ByteBuffer;

/**
 * One buffer's worth of blocks on its way through read, open and write back. Reused; owned by the
 * core, lent to the port while a read or write of it is under way.
 */
public final class Chunk {
  private final ByteBuffer memory;
  private long lba;
  private int blocks;
  private int generation;
  private int round;

  Chunk(int capacity) {
    memory = ByteBuffer.allocateDirect(capacity);
  }

  void assign(long firstLba, int blockCount, int byteCount, int keyGeneration, int ofRound) {
    lba = firstLba;
    blocks = blockCount;
    generation = keyGeneration;
    round = ofRound;
    memory.clear().limit(byteCount);
  }

  /** First block. */
  public long lba() {
    return lba;
  }

  public int blocks() {
    return blocks;
  }

  int generation() {
    return generation;
  }

  int round() {
    return round;
  }

  /**
   * The blocks' bytes, from position to limit; every call gives a fresh view of the same memory.
   */
  public ByteBuffer bytes() {
    return memory.duplicate();
  }
}
