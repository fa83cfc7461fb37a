package io.sealcopy.target.iscsi;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses of portals as RFC 7143 §13.8 writes them: IPv6 in brackets, without its zone. */
public final class PortalAddress {
  private static final int GROUPS = 8;

  private PortalAddress() {}

  /** E.g. {@code 192.0.2.7:3260} or {@code [2001:db8::7]:3260}; the address must be resolved. */
  public static String text(InetSocketAddress address) {
    return text(address.getAddress(), address.getPort());
  }

  static String text(InetAddress address, int port) {
    String host =
        address instanceof Inet6Address ? "[" + shortest(address) + "]" : address.getHostAddress();
    return host + ":" + port;
  }

  /** RFC 5952 §4: without leading zeros, the longest run of zero groups as "::". */
  private static String shortest(InetAddress address) {
    byte[] bytes = address.getAddress();
    int bestStart = 0;
    int bestLength = 1;
    for (int start = 0; start < GROUPS; start++) {
      int end = start;
      while (end < GROUPS && group(bytes, end) == 0) {
        end++;
      }
      if (end - start > bestLength) {
        bestStart = start;
        bestLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (bestLength > 1 && i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(bytes, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] address, int index) {
    return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
  }
}
