package io.sealcopy.target.net;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.sealcopy.target.iscsi.Connection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What time does to a connection: no login, no sign of life, hoarding. Runs on its event loop. */
final class ConnectionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  private final ChannelHandlerContext context;
  private final Connection connection;
  private final Holdings holdings;
  private final NetLimits limits;
  private final LongSupplier queued;
  private final long since = System.nanoTime();
  private @Nullable Future<?> pings;
  private @Nullable Future<?> loginTime;

  ConnectionWatch(
      ChannelHandlerContext context,
      Connection connection,
      Holdings holdings,
      NetLimits limits,
      LongSupplier queued) {
    this.queued = queued;
    this.context = context;
    this.connection = connection;
    this.holdings = holdings;
    this.limits = limits;
  }

  void start() {
    loginTime =
        context
            .channel()
            .eventLoop()
            .schedule(this::endLogin, limits.loginSeconds(), TimeUnit.SECONDS);
    startPings();
  }

  void startPings() {
    int seconds = limits.pingSeconds();
    pings =
        context
            .channel()
            .eventLoop()
            .scheduleAtFixedRate(this::tick, seconds, seconds, TimeUnit.SECONDS);
  }

  void stop() {
    if (pings != null) {
      pings.cancel(false);
    }
    if (loginTime != null) {
      loginTime.cancel(false);
    }
  }

  private void tick() {
    if (holdings.hoards()) {
      // Whoever holds what others lack, and neither sends nor takes anything, makes room.
      connection.terminate("it moves nothing while others lack memory: " + holdings, () -> {});
    } else {
      holdings.queued(queued.getAsLong());
      connection.tick(holdings.slowlyMoving(), limits.lostPings());
    }
  }

  private void endLogin() {
    if (!connection.loggedIn() && context.channel().isActive()) {
      LOG.info("{} did not log in in time", context.channel().remoteAddress());
      ChannelFuture _ = context.close();
    }
  }

  /** How long the connection has been without a login; 0 when it has logged in. From any thread. */
  long silentNanos(long now) {
    return connection.loggedIn() ? 0 : now - since;
  }

  /** Ends a connection that has not logged in, for one that may. From any thread. */
  void giveWay() {
    LOG.info("{} has not logged in and gives way to another", context.channel().remoteAddress());
    ChannelFuture _ = context.close();
  }
}
