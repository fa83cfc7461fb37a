package io.sealcopy.target.net;

import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Portals that speak TLS only.
 *
 * @param addresses where they listen; port 0 takes a free one
 * @param context who we are, and whom we accept
 * @param parameters protocols; they need a certificate from every initiator
 */
public record TlsPortals(
    List<InetSocketAddress> addresses, SSLContext context, SSLParameters parameters) {
  public TlsPortals {
    addresses = List.copyOf(addresses);
    if (!parameters.getNeedClientAuth()) {
      throw new IllegalArgumentException("a portal in TLS takes no initiator unseen");
    }
  }
}
