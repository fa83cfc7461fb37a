package io.sealcopy.initiator;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** How a connected channel becomes the byte channel that carries a session. */
@FunctionalInterface
public interface LinkSecurity {
  /**
   * Secures a connected, blocking channel. Closing the result closes the channel; if this throws,
   * the caller closes the channel.
   *
   * @param host the host that was connected to, as configured
   */
  SecuredLink secure(SocketChannel connected, String host) throws IOException;

  /** No security: bytes go as they are. */
  static LinkSecurity plain() {
    return (connected, _) -> new PlainLink(connected);
  }

  /**
   * TLS.
   *
   * @param context who we are, and whom we accept
   * @param parameters protocols, and whether the host's name must fit its certificate
   */
  static LinkSecurity tls(SSLContext context, SSLParameters parameters) {
    return (connected, host) -> {
      SSLEngine engine = context.createSSLEngine(host, 0);
      engine.setUseClientMode(true);
      engine.setSSLParameters(parameters);
      return TlsLink.handshake(connected, engine);
    };
  }

  /** Refuses every connection, as it would not be secured. */
  static LinkSecurity refusing(String why) {
    return (_, _) -> {
      throw new IOException(why);
    };
  }
}
