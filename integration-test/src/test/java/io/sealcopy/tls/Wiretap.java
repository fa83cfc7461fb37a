package io.sealcopy.tls;

import io.sealcopy.protocol.testing.Relay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Stands between an initiator and a target: keeps all that crosses, and can cut it off. */
public final class Wiretap implements AutoCloseable {
  /** Several times in a long record of TLS. */
  private static final int FEW = 2048;

  private final ByteArrayOutputStream crossed = new ByteArrayOutputStream();
  private final Relay relay;
  private long left = Long.MAX_VALUE;
  private boolean changing;

  public Wiretap(int to) throws IOException {
    Relay.Way both = Relay.Way.pieces(this::take);
    relay = new Relay(to, both, both);
  }

  public int port() {
    return relay.port();
  }

  /** The same unit by this way. */
  public String url(String direct) {
    return relay.url(direct);
  }

  private synchronized int take(byte[] piece, int length) {
    int pass = (int) Math.min(length, left);
    left -= pass;
    if (changing) {
      for (int at = Math.min(pass / 2, FEW); at < pass; at += FEW) {
        piece[at] ^= 1;
      }
    }
    crossed.write(piece, 0, pass);
    return pass;
  }

  /** Lets so many more bytes through, in both directions together, and cuts the rest off. */
  public synchronized void cutAfter(long bytes) {
    left = bytes;
  }

  /** Changes a bit here and there from now on, so that no record stays whole. */
  public synchronized void changeEverything() {
    changing = true;
  }

  /** Everything that has crossed, in either direction. */
  public synchronized byte[] crossed() {
    return crossed.toByteArray();
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
