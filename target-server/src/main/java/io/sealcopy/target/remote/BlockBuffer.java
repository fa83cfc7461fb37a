package io.sealcopy.target.remote;

import java.nio.ByteBuffer;

/** Memory for the data of one write, given back to where it came from when it is applied. */
public final class BlockBuffer {
  private final ByteBuffer bytes;
  private final Runnable giveBack;

  /** The bytes from position 0 to limit are the data. */
  public BlockBuffer(ByteBuffer bytes, Runnable giveBack) {
    this.bytes = bytes;
    this.giveBack = giveBack;
  }

  /** The data, from position 0 to limit; the same buffer every time. */
  ByteBuffer bytes() {
    return bytes;
  }

  int length() {
    return bytes.limit();
  }

  /** Called once, when nobody looks at the bytes any more. */
  void release() {
    giveBack.run();
  }
}
