package io.sealcopy.target.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.LoginRefusal;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS of a connection: says in words why a handshake failed, and ends what the
 * peer has closed, as iSCSI knows no half of a connection.
 */
final class TlsWatch extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

  private final Connection.Shared shared;
  private boolean secured;

  private TlsWatch(Connection.Shared shared) {
    this.shared = shared;
  }

  /**
   * Puts TLS in front of what the pipeline of an accepted connection has.
   *
   * @param work does the public key part of handshakes, so that they keep no other host waiting
   */
  static void secure(
      Channel channel,
      TlsPortals portals,
      Connection.Shared shared,
      NetLimits limits,
      Executor work) {
    SSLEngine engine = portals.context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(portals.parameters());
    SslHandler tls = new SslHandler(engine, false, work);
    tls.setHandshakeTimeout(limits.loginSeconds(), TimeUnit.SECONDS);
    channel.pipeline().addLast(tls, new TlsWatch(shared));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent handshake -> {
        secured = handshake.isSuccess();
        if (!secured) {
          failed(context, handshake.cause());
        }
      }
      case SslCloseCompletionEvent _ -> {
        ChannelFuture _ = context.close();
      }
      default -> context.fireUserEventTriggered(event);
    }
  }

  /** Of the handshake we have heard already. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable tls = tlsFailure(cause);
    if (tls == null) {
      context.fireExceptionCaught(cause);
      return;
    }
    if (secured) {
      secured = false; // Of all that was under way the first is enough.
      LOG.info(
          "connection of {} ends: what came is not its TLS: {}",
          context.channel().remoteAddress(),
          tls instanceof NotSslRecordException ? "no record" : tls.getMessage());
    }
    ChannelFuture _ = context.close();
  }

  private static @Nullable Throwable tlsFailure(Throwable cause) {
    Throwable at = cause;
    while (at != null && !(at instanceof SSLException)) {
      at = at.getCause();
    }
    return at;
  }

  private void failed(ChannelHandlerContext context, Throwable cause) {
    String peer = String.valueOf(context.channel().remoteAddress());
    if (cause instanceof ClosedChannelException) {
      LOG.info("{} closed the connection before TLS was there", peer);
      return;
    }
    String reason =
        cause instanceof NotSslRecordException
            ? "this portal speaks TLS and the initiator does not"
            : "no TLS: " + innermost(cause);
    shared
        .events()
        .loginFailed(new LoginRefusal(peer, "", LoginStatus.AUTHENTICATION_FAILURE, reason));
  }

  /** The one that says why: JSSE wraps what a trust manager says. */
  private static String innermost(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null && !(at.getCause() instanceof SSLHandshakeException)) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }
}
