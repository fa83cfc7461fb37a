package io.sealcopy.target.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.target.iscsi.Connection;
import io.sealcopy.target.iscsi.LoginRefusal;

/**
 * Looks at the first bytes of a connection at a portal without TLS, and leaves: a peer that begins
 * with TLS would else wait for an answer to what looks like the first half of a PDU.
 */
final class TlsToPlainPortal extends ChannelInboundHandlerAdapter {
  /** A record that holds a handshake message, RFC 8446 §5.1. */
  private static final int HANDSHAKE = 22;

  private static final int MAJOR_VERSION = 3;

  private final Connection.Shared shared;

  TlsToPlainPortal(Connection.Shared shared) {
    this.shared = shared;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    int at = bytes.readerIndex();
    if (bytes.readableBytes() > 1
        && bytes.getByte(at) == HANDSHAKE
        && bytes.getByte(at + 1) == MAJOR_VERSION) {
      bytes.release();
      shared
          .events()
          .loginFailed(
              new LoginRefusal(
                  String.valueOf(context.channel().remoteAddress()),
                  "",
                  LoginStatus.INVALID_DURING_LOGIN,
                  "the initiator speaks TLS and this portal does not"));
      ChannelFuture _ = context.close();
      return;
    }
    context.pipeline().remove(this);
    context.fireChannelRead(message);
  }
}
