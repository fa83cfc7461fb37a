package io.sealcopy.target.net;

import io.netty.buffer.ByteBuf;
import io.sealcopy.target.iscsi.PooledBuffer;
import java.nio.ByteBuffer;

/** A buffer of Netty's pool. */
final class NettyBuffer implements PooledBuffer {
  private final ByteBuf buffer;
  private final ConnectionHandler owner;

  /** Bytes that count as outbound until they are sent or released; 0 for other buffers. */
  private int counted;

  NettyBuffer(ByteBuf buffer, ConnectionHandler owner, int counted) {
    this.buffer = buffer;
    this.owner = owner;
    this.counted = counted;
  }

  ByteBuf buffer() {
    return buffer;
  }

  /** It is in the outbound queue now, which counts for itself. */
  void uncount() {
    if (counted > 0) {
      owner.uncount(counted);
      counted = 0;
    }
  }

  @Override
  public ByteBuffer view(int offset, int length) {
    return buffer.internalNioBuffer(offset, length);
  }

  @Override
  public void release() {
    uncount();
    buffer.release();
  }
}
