package io.sealcopy.initiator;

import java.io.IOException;
import java.nio.channels.SocketChannel;

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
}
