package io.sealcopy.target.net;

import io.netty.buffer.ByteBuf;
import io.sealcopy.target.iscsi.PooledBuffer;
import io.sealcopy.target.iscsi.Wire;
import java.nio.ByteBuffer;

/** A buffer of Netty's pool. */
final class NettyBuffer implements PooledBuffer {
  private final ByteBuf buffer;
  private final Holdings owner;
  private final Wire.Use use;

  /** Bytes that count until they are queued or released. */
  private int counted;

  NettyBuffer(ByteBuf buffer, Holdings owner, Wire.Use use) {
    this.buffer = buffer;
    this.owner = owner;
    this.use = use;
    this.counted = buffer.capacity();
  }

  ByteBuf buffer() {
    return buffer;
  }

  /** It is in the outbound queue now, which counts for itself. */
  void uncount() {
    int bytes = counted;
    counted = 0;
    if (bytes > 0) {
      owner.release(bytes, use);
    }
  }

  @Override
  public ByteBuffer view(int offset, int length) {
    return buffer.internalNioBuffer(offset, length);
  }

  @Override
  public void release() {
    buffer.release();
    uncount();
  }
}
