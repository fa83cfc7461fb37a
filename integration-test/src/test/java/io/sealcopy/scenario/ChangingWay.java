package io.sealcopy.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;

/**
 * Between a main centre and its remote: each time these bytes come to the remote, in one piece,
 * others of the same length are passed on.
 */
final class ChangingWay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final int to;
  private final byte[] from;
  private final byte[] into;

  ChangingWay(String url, byte[] from, byte[] into) throws IOException {
    this.to = URI.create(url).getPort();
    this.from = from.clone();
    this.into = into.clone();
    Thread.ofVirtual().start(this::accept);
  }

  /** The same unit by this way. */
  String url(String direct) {
    return direct.replace(":" + to + "/", ":" + server.getLocalPort() + "/");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket initiator = server.accept();
        Socket target = new Socket(InetAddress.getLoopbackAddress(), to);
        Thread.ofVirtual().start(() -> pass(initiator, target, true));
        Thread.ofVirtual().start(() -> pass(target, initiator, false));
      } catch (IOException _) {
        // Closed, or nobody is there: then the initiator sees that too.
      }
    }
  }

  private void pass(Socket source, Socket sink, boolean changing) {
    try (source;
        sink) {
      InputStream in = source.getInputStream();
      OutputStream out = sink.getOutputStream();
      byte[] piece = new byte[64 << 10];
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        if (changing) {
          change(piece, length);
        }
        out.write(piece, 0, length);
      }
    } catch (IOException _) {
      // Either side has ended.
    }
  }

  private void change(byte[] piece, int length) {
    for (int at = 0; at + from.length <= length; at++) {
      if (Arrays.equals(piece, at, at + from.length, from, 0, from.length)) {
        System.arraycopy(into, 0, piece, at, into.length);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
