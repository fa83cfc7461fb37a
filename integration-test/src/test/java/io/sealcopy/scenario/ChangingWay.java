package io.sealcopy.scenario;

import io.sealcopy.protocol.testing.Relay;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/**
 * Between a main centre and its remote: each time these bytes come to the remote, in one piece,
 * others of the same length are passed on.
 */
final class ChangingWay implements AutoCloseable {
  private final Relay relay;
  private final byte[] from;
  private final byte[] into;

  ChangingWay(String url, byte[] from, byte[] into) throws IOException {
    this.from = from.clone();
    this.into = into.clone();
    relay =
        new Relay(URI.create(url).getPort(), Relay.Way.pieces(this::change), Relay.Way.unchanged());
  }

  /** The same unit by this way. */
  String url(String direct) {
    return relay.url(direct);
  }

  private int change(byte[] piece, int length) {
    for (int at = 0; at + from.length <= length; at++) {
      if (Arrays.equals(piece, at, at + from.length, from, 0, from.length)) {
        System.arraycopy(into, 0, piece, at, into.length);
      }
    }
    return length;
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
