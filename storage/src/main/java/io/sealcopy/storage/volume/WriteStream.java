package io.sealcopy.storage.volume;

import java.nio.ByteBuffer;

/**
 * The data of one write on its way to a volume, slice by slice, in any order.
 *
 * <p>Used by one thread at a time. A volume may apply slices as they come: until {@link #finish}
 * completes, the range's content is one mixture of old and new blocks (SBC-3 §4.5 allows that of an
 * unacknowledged write).
 */
public interface WriteStream {
  /**
   * Takes the bytes from {@code bytes}' position to its limit, for {@code offset} bytes from the
   * start of the range. The buffer is the caller's again when the method returns.
   */
  void data(int offset, ByteBuffer bytes);

  /**
   * All of the range at once, and its end: for {@link #data} and {@link #finish}, neither of which
   * was called or will be. The bytes stay where they are until the completion, or until the calling
   * thread's {@link WriteTurn} ends if it is in one.
   */
  default void all(ByteBuffer bytes, Completion completion) {
    data(0, bytes);
    finish(completion);
  }

  /** Called once, when every byte of the range has been given; failures surface here. */
  void finish(Completion completion);

  /** Called instead of {@link #finish} when the data will never be complete. */
  void abort();
}
