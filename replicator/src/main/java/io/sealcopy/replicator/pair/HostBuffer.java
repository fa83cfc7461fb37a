package io.sealcopy.replicator.pair;

import java.nio.ByteBuffer;

/**
 * Memory for the data of one change, direct and reused: first the host's bytes, then, sealed in
 * place, what is shipped. It goes back to its pool when nobody holds it any more. Used by one
 * thread at a time.
 */
public final class HostBuffer {
  private final HostBuffers pool;
  private final ByteBuffer bytes;
  private int holders;
  private boolean lost;

  HostBuffer(HostBuffers pool, int capacity) {
    this.pool = pool;
    this.bytes = ByteBuffer.allocateDirect(capacity);
  }

  /** All of it that was asked for: position 0, limit the number of bytes, but for the holders. */
  public ByteBuffer bytes() {
    return bytes;
  }

  boolean isPlenty() {
    return pool.plenty();
  }

  int capacity() {
    return bytes.capacity();
  }

  /** Taken from the pool: one holder. */
  HostBuffer begin(int length) {
    holders = 1;
    bytes.clear().limit(length);
    return this;
  }

  /** One holder more. */
  void hold() {
    holders++;
  }

  /** One holder less. */
  public void release() {
    if (--holders == 0 && !lost) {
      pool.give(this);
    } else if (holders < 0) {
      throw new IllegalStateException("a host buffer was released twice");
    }
  }

  /**
   * One holder less, although somebody out of reach may still read the memory: it is never used
   * again, and freed when nothing refers to it.
   */
  void abandon() {
    if (!lost) {
      lost = true;
      pool.lose(this);
    }
    release();
  }
}
