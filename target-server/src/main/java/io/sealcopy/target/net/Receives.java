package io.sealcopy.target.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that channels are read into. An event loop has one, for all of its channels, and takes
 * another only when that one is still in use: a pool gives none of this size without a lock.
 */
final class Receives extends DefaultMaxMessagesRecvByteBufAllocator {
  /** Measured: less costs system calls, more gains nothing. */
  private static final int BUFFER = 64 << 10;

  private static final FastThreadLocal<@Nullable ByteBuf> LAST =
      new FastThreadLocal<>() {
        @Override
        protected void onRemoval(@Nullable ByteBuf last) {
          if (last != null) {
            last.release();
          }
        }
      };

  @Override
  public ExtendedHandle newHandle() {
    return new Reading();
  }

  private final class Reading extends MaxMessageHandle {
    @Override
    public int guess() {
      return BUFFER;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator pool) {
      ByteBuf last = LAST.get();
      if (last == null || last.refCnt() > 1) {
        if (last != null) {
          last.release();
        }
        last = pool.ioBuffer(BUFFER, BUFFER);
        LAST.set(last);
      }
      return last.clear().retain();
    }
  }
}
