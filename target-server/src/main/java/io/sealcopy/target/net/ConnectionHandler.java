package io.sealcopy.target.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.storage.volume.CallersLoop;
import io.sealcopy.storage.volume.WriteTurn;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.Loop;
import io.sealcopy.target.iscsi.PooledBuffer;
import io.sealcopy.target.iscsi.Wire;
import io.sealcopy.target.scsi.PeerLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's channel: hands received bytes to the protocol where they lie, writes what it
 * gives, flushes once for all that one wake-up brought, and stops reading while too much waits.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  /** A peer that does not read what it is told at the end gets this long, in seconds. */
  private static final int CLOSE_SECONDS = 5;

  private final Connection.Shared shared;
  private final MemoryBudget budget;
  private final NetLimits limits;
  private final String refusal;
  private final Holdings holdings;
  private final Deque<ByteBuf> unread = new ArrayDeque<>(0);

  private @Nullable ChannelHandlerContext context;
  private @Nullable Connection connection;
  private volatile @Nullable ConnectionWatch watch;

  /** Kept, because a channel that has been reset no longer tells. */
  private InetAddress peerAddress = InetAddress.getLoopbackAddress();

  private boolean reading;
  private boolean dirty;
  private boolean flushQueued;
  private boolean closing;

  /**
   * @param refusal why its login is refused; empty: it is not
   */
  ConnectionHandler(
      Connection.Shared shared, MemoryBudget budget, NetLimits limits, String refusal) {
    this.refusal = refusal;
    this.shared = shared;
    this.budget = budget;
    this.limits = limits;
    this.holdings = new Holdings(budget, limits.connectionBytes() + Holdings.AROUND);
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("no channel yet");
    }
    return known;
  }

  private Channel channel() {
    return context().channel();
  }

  /** The connection, null before the channel is active. */
  @Nullable Connection connection() {
    return connection;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    CallersLoop.set(ctx.executor());
    if (ctx.channel().remoteAddress() instanceof InetSocketAddress remote) {
      peerAddress = remote.getAddress();
    }
    Connection begun = new Connection(shared, this, refusal);
    connection = begun;
    ConnectionWatch begins = new ConnectionWatch(ctx, begun, holdings, limits, this::pending);
    watch = begins;
    begins.start();
  }

  private void stopWatch() {
    ConnectionWatch going = watch;
    if (going != null) {
      going.stop();
    }
  }

  /** What time does to the connection; null before the channel is active. */
  @Nullable ConnectionWatch watch() {
    return watch;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    reading = true;
    if (!unread.isEmpty() || !take(bytes)) {
      unread.add(bytes);
      holdings.unread(bytes.capacity());
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Whether all of it was taken; then, and when taking it fails, it is released. */
  private boolean take(ByteBuf bytes) {
    Connection known = connection;
    boolean left = false;
    WriteTurn turn = WriteTurn.begin();
    try {
      if (known != null) {
        ByteBuffer view = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
        known.receive(view);
        left = view.hasRemaining();
        holdings.received(bytes.readableBytes() - view.remaining());
        bytes.readerIndex(bytes.writerIndex() - view.remaining());
      }
    } finally {
      try {
        turn.end(); // Writes that were gathered lie in these bytes.
      } finally {
        if (!left) {
          bytes.release();
        }
      }
    }
    if (left && budget.tight()) {
      budget.await(this);
    }
    return !left;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    flush();
    Spin.served(connection);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    account();
    resume();
  }

  @Override
  public void resume() {
    if (!onLoop()) {
      // It has moved to another loop since it was to be woken.
      execute(this::resume);
      return;
    }
    if (unread.isEmpty() || !channel().isActive()) {
      return;
    }
    boolean outermost = !reading;
    reading = true;
    boolean going = true;
    while (going && !unread.isEmpty()) {
      ByteBuf next = unread.remove();
      int size = next.capacity();
      going = take(next);
      if (going) {
        holdings.unread(-size);
      } else {
        unread.addFirst(next);
      }
    }
    if (outermost) {
      reading = false;
      flush();
    }
    if (unread.isEmpty()) {
      channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    unread.forEach(ByteBuf::release);
    unread.clear();
    budget.forget(this);
    stopWatch();
    Connection known = connection;
    if (known != null) {
      known.closed();
    }
    holdings.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.info("connection of {} broke: {}", peer(), cause.getMessage());
    } else {
      // A bug of ours: this connection ends, the others go on.
      LOG.error("connection of {} ends by an internal error", peer(), cause);
    }
    ChannelFuture _ = ctx.close();
  }

  @Override
  public PooledBuffer allocate(int bytes) {
    holdings.give(bytes);
    return buffer(bytes, Use.SCRATCH);
  }

  @Override
  public @Nullable PooledBuffer claim(int bytes, Use use) {
    holdings.queued(pending());
    return holdings.claim(bytes, use) ? buffer(bytes, use) : null;
  }

  private NettyBuffer buffer(int bytes, Use use) {
    return new NettyBuffer(context().alloc().directBuffer(bytes, bytes), holdings, use);
  }

  @Override
  public void send(PooledBuffer buffer, int length) {
    NettyBuffer whole = (NettyBuffer) buffer;
    whole.uncount();
    write(whole.buffer().setIndex(0, length));
  }

  @Override
  public void sendSlice(PooledBuffer buffer, int offset, int length) {
    ByteBuf whole = ((NettyBuffer) buffer).buffer();
    holdings.sendsInParts(whole.capacity());
    write(whole.retainedSlice(offset, length));
  }

  private void write(ByteBuf bytes) {
    holdings.written(bytes.readableBytes());
    ChannelFuture _ = context().write(bytes, channel().voidPromise());
    dirty = true;
    if (!reading && !flushQueued) {
      // Whatever else this wake-up completes leaves in the same flush.
      flushQueued = true;
      context()
          .executor()
          .execute(() -> {
            flushQueued = false;
            flush();
          });
    }
  }

  private void flush() {
    if (!dirty) {
      return;
    }
    dirty = false;
    context().flush();
    account();
    if (pending() > 0) {
      // The peer is slower than we are: hear when this much has left.
      context()
          .write(Unpooled.EMPTY_BUFFER)
          .addListener(_ -> {
            account();
            resume();
          });
    } else if (!unread.isEmpty()) {
      // What stopped us may have been no more than what has just left.
      execute(this::resume);
    }
  }

  private long pending() {
    ChannelOutboundBuffer queue = channel().unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  /** Tells the common budget what this connection holds now. */
  private void account() {
    holdings.queued(pending());
    holdings.settle();
  }

  @Override
  public boolean congested() {
    holdings.queued(pending());
    return holdings.congested();
  }

  @Override
  public void closeAfterSending() {
    if (closing) {
      return;
    }
    closing = true;
    ChannelHandlerContext ctx = context();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    Future<?> _ = ctx.executor().schedule(this::closeNow, CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private void closeNow() {
    ChannelFuture _ = context().close();
  }

  @Override
  public boolean onLoop() {
    return context().executor().inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    loop().execute(task);
  }

  @Override
  public Loop loop() {
    return new NettyLoop(channel().eventLoop());
  }

  @Override
  public boolean moveTo(Loop other, Runnable moved) {
    EventLoop target = ((NettyLoop) other).loop();
    Channel channel = channel();
    if (target.equals(channel.eventLoop())) {
      moved.run();
      return true;
    }
    if (!Transports.canMove(channel)) {
      return false;
    }
    stopWatch();
    channel
        .deregister()
        .addListener(gone -> {
          if (gone.isSuccess()) {
            target.register(channel).addListener(there -> arrived(there.isSuccess(), moved));
          } else {
            LOG.warn("{} could not leave its loop", peer(), gone.cause());
            channel.unsafe().closeForcibly();
          }
        });
    return true;
  }

  private void arrived(boolean registered, Runnable moved) {
    Connection known = connection;
    if (!registered || known == null || !channel().isActive()) {
      ChannelFuture _ = context().close();
      return;
    }
    ConnectionWatch going = watch;
    if (going != null) {
      going.start();
    }
    CallersLoop.set(context().executor());
    moved.run();
    flush();
  }

  @Override
  public PeerLink link() {
    SslHandler tls = channel().pipeline().get(SslHandler.class);
    if (tls == null) {
      return PeerLink.PLAIN;
    }
    try {
      Certificate shown = tls.engine().getSession().getPeerCertificates()[0];
      return PeerLink.secured(TrustedPeer.fingerprint((X509Certificate) shown));
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("in TLS without a certificate", e);
    }
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) channel().localAddress();
  }

  @Override
  public InetAddress peerAddress() {
    return peerAddress;
  }

  @Override
  public void after(long nanos, Runnable task) {
    Future<?> _ = context().executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public String peer() {
    return String.valueOf(channel().remoteAddress());
  }
}
