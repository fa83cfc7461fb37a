package io.sealcopy.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where something listens, or is reached: a host name or address (IPv6 without brackets) and a TCP
 * port, 0 to 65535. Port 0 is only meaningful for listening: the system picks one.
 */
public record HostPort(String host, int port) {
  /** The same as a socket address; looks the host name up, so it may block. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  /** Whether only this machine can reach it; looks the host name up, so it may block. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
