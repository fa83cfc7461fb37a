package io.sealcopy.target.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sealcopy.target.Threads;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.PortalAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens on portals and gives every connection its handler. */
public final class PortalServer implements AutoCloseable {
  /** Connections beyond the limit that are told so at a time; further ones are just closed. */
  private static final int MAX_REFUSED = 32;

  /** An initiator that means to log in has begun by then. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Threads for the public key part of TLS, which are made when they are first needed. */
  private static final int HANDSHAKES = 2;

  private final Transports transports;
  private final EventLoopGroup loops;
  private final MemoryBudget budget;
  private final NetLimits limits;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup refused = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ExecutorService handshakes = Threads.pool("handshake", HANDSHAKES);
  private final List<Channel> portals = new ArrayList<>();

  /**
   * @param loopCount event loops; 0 means one for each processor
   */
  public PortalServer(Transports transports, int loopCount, NetLimits limits) {
    this.transports = transports;
    this.loops = transports.loops(loopCount);
    this.limits = limits;
    this.budget = new MemoryBudget(DirectMemory.cap(limits.totalBytes()), limits.maxConnections());
  }

  /**
   * Listens on an address; port 0 takes a free one.
   *
   * @param tls for TLS and nothing else; null: without
   * @return where it is bound
   * @throws IOException naming the address
   */
  public InetSocketAddress listen(
      InetSocketAddress portal, Connection.Shared shared, @Nullable TlsPortals tls)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transports.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new Receives())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(
                    limits.connectionBytes() / 4, limits.connectionBytes() / 2))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, shared, tls);
                  }
                });
    var bound = bootstrap.bind(portal).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      String where = portal.isUnresolved() ? portal.toString() : PortalAddress.text(portal);
      String why = cause == null ? "" : ": " + cause.getMessage();
      throw new IOException("cannot listen on " + where + why, cause);
    }
    portals.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private void accept(Channel channel, Connection.Shared shared, @Nullable TlsPortals tls) {
    if (tls != null) {
      TlsWatch.secure(channel, tls, shared, limits, handshakes);
    } else {
      channel.pipeline().addLast(new TlsToPlainPortal(shared));
    }
    if (connections.size() < limits.maxConnections() || makeRoom()) {
      connections.add(channel);
      channel.pipeline().addLast(new ConnectionHandler(shared, budget, limits, ""));
    } else if (refused.size() < MAX_REFUSED) {
      refused.add(channel);
      String reason = "there are " + connections.size() + " connections";
      channel.pipeline().addLast(new ConnectionHandler(shared, budget, limits, reason));
    } else {
      ChannelFuture _ = channel.close();
    }
  }

  /**
   * Ends the connection that has been without a login for longest, if it had time for one: whoever
   * opens connections and says nothing keeps nobody out.
   */
  private boolean makeRoom() {
    long now = System.nanoTime();
    ConnectionWatch oldest = null;
    long longest = GRACE_NANOS;
    for (Channel each : connections) {
      ConnectionHandler handler = each.pipeline().get(ConnectionHandler.class);
      ConnectionWatch watch = handler == null ? null : handler.watch();
      if (watch != null && watch.silentNanos(now) > longest) {
        oldest = watch;
        longest = watch.silentNanos(now);
      }
    }
    if (oldest == null) {
      return false;
    }
    oldest.giveWay();
    return true;
  }

  /** Bytes that wait for peers. */
  public long bufferedBytes() {
    return budget.held();
  }

  public int connections() {
    return connections.size();
  }

  /** Accepts no more. */
  public void stopListening() {
    portals.forEach(portal -> portal.close().awaitUninterruptibly());
    portals.clear();
  }

  /** Closes what is still open and stops the loops. */
  @Override
  public void close() {
    stopListening();
    connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    refused.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    handshakes.shutdownNow();
  }
}
