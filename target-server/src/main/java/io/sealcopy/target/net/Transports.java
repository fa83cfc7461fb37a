package io.sealcopy.target.net;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.SystemPropertyUtil;
import io.sealcopy.target.Threads;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of Netty's transports carries the target, and its event loops. */
public final class Transports {
  private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

  static {
    // A sample of buffers is followed by default, at 4 % of the processor time of short commands.
    if (SystemPropertyUtil.get("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  /** What the configuration may ask for. */
  public enum Choice {
    /** Epoll where there is one, else NIO: io_uring gained less than 20 % where measured. */
    AUTO,
    EPOLL,
    NIO,
    IO_URING
  }

  private final IoHandlerFactory handlers;
  private final Class<? extends ServerChannel> serverChannel;
  private final String name;

  private Transports(
      String name, IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel) {
    this.name = name;
    this.handlers = handlers;
    this.serverChannel = serverChannel;
  }

  /**
   * The wanted transport, or NIO where it is not to be had; the log says why.
   *
   * @param spin how long a loop polls after its last I/O before it sleeps; io_uring cannot
   */
  public static Transports choose(Choice wanted, Duration spin) {
    return switch (wanted) {
      case AUTO, EPOLL -> epoll(spin);
      case NIO -> nio("asked for", spin);
      case IO_URING -> uring(spin);
    };
  }

  private static Transports epoll(Duration spin) {
    if (!Epoll.isAvailable()) {
      return nio("epoll is not available: " + Epoll.unavailabilityCause(), spin);
    }
    LOG.info("transport: epoll");
    return new Transports(
        "epoll", EpollIoHandler.newFactory(0, strategy(spin)), EpollServerSocketChannel.class);
  }

  private static Transports uring(Duration spin) {
    if (!IoUring.isAvailable()) {
      return nio("io_uring is not available: " + IoUring.unavailabilityCause(), spin);
    }
    LOG.info(
        "transport: io_uring, as asked for{}",
        spin.isPositive() ? "; its event loops cannot spin before they sleep" : "");
    return new Transports(
        "io_uring", IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
  }

  private static Transports nio(String reason, Duration spin) {
    LOG.info("transport: NIO, {}", reason);
    return new Transports(
        "nio",
        NioIoHandler.newFactory(SelectorProvider.provider(), strategy(spin)),
        NioServerSocketChannel.class);
  }

  private static SelectStrategyFactory strategy(Duration spin) {
    return spin.isPositive() ? Spin.factory(spin.toNanos()) : DefaultSelectStrategyFactory.INSTANCE;
  }

  /**
   * Whether a channel goes on reading on another loop: with io_uring it does not (Netty 4.2.18).
   */
  static boolean canMove(Channel channel) {
    return !(channel instanceof IoUringSocketChannel);
  }

  /** Whether all connections of a session can come to live on one loop. */
  public boolean canShareLoops() {
    return serverChannel != IoUringServerSocketChannel.class;
  }

  /** epoll, nio or io_uring. */
  public String name() {
    return name;
  }

  /**
   * Event loops, which also accept.
   *
   * @param loops threads; 0 means one for each processor
   */
  EventLoopGroup loops(int loops) {
    int count = loops > 0 ? loops : Runtime.getRuntime().availableProcessors();
    // On threads that are not Netty's own its pools of small objects stay unused (4.2.18).
    ThreadFactory kind = new DefaultThreadFactory("target-loop");
    return new MultiThreadIoEventLoopGroup(count, Threads.factory("target-loop", kind), handlers);
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }
}
