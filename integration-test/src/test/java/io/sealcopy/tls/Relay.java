package io.sealcopy.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between an initiator and a target: keeps all that crosses, and can cut it off. */
public final class Relay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final int to;
  private final ByteArrayOutputStream crossed = new ByteArrayOutputStream();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private long left = Long.MAX_VALUE;
  private boolean changing;

  public Relay(int to) throws IOException {
    this.to = to;
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket target = new Socket(InetAddress.getLoopbackAddress(), to);
        sockets.addAll(List.of(from, target));
        Thread.ofVirtual().start(() -> pass(from, target));
        Thread.ofVirtual().start(() -> pass(target, from));
      } catch (IOException _) {
        // Closed, or nobody is there: then the initiator sees that too.
      }
    }
  }

  private void pass(Socket from, Socket target) {
    try (from;
        target) {
      InputStream in = from.getInputStream();
      OutputStream out = target.getOutputStream();
      byte[] piece = new byte[4096];
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        int pass = take(piece, length);
        out.write(piece, 0, pass);
        if (pass < length) {
          return;
        }
      }
    } catch (IOException _) {
      // Either side has ended.
    }
  }

  private synchronized int take(byte[] piece, int length) {
    int pass = (int) Math.min(length, left);
    left -= pass;
    if (changing) {
      piece[pass / 2] ^= 1;
    }
    crossed.write(piece, 0, pass);
    return pass;
  }

  /** Lets so many more bytes through, in both directions together, and cuts the rest off. */
  public synchronized void cutAfter(long bytes) {
    left = bytes;
  }

  /** Changes a bit of each piece from now on. */
  public synchronized void changeEverything() {
    changing = true;
  }

  /** Everything that has crossed, in either direction. */
  public synchronized byte[] crossed() {
    return crossed.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : sockets) {
      each.close();
    }
  }
}
