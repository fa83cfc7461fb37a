package io.sealcopy.target.iscsi;

import java.nio.ByteBuffer;

/** A reusable buffer on its way to the network or to a volume. Used by one thread at a time. */
public interface PooledBuffer {
  /**
   * The bytes from {@code offset}, as position to limit of a big-endian buffer. Valid until the
   * next call: it may be the same object again.
   */
  ByteBuffer view(int offset, int length);

  /** Gives it back. Called once by its owner, on any thread. */
  void release();
}
