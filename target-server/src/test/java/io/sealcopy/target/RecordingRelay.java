package io.sealcopy.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A port of loopback that passes connections on to a portal and keeps what the portal says. */
final class RecordingRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final InetSocketAddress portal;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  RecordingRelay(InetSocketAddress portal) throws IOException {
    this.portal = portal;
    listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** All that the portal said so far, a character for each byte. */
  String said() {
    return said.toString(StandardCharsets.ISO_8859_1);
  }

  private void accept() {
    try {
      while (true) {
        Socket initiator = listener.accept();
        Socket target = new Socket(portal.getAddress(), portal.getPort());
        Thread.ofVirtual().start(() -> pass(initiator, target, false));
        Thread.ofVirtual().start(() -> pass(target, initiator, true));
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  private void pass(Socket from, Socket to, boolean keep) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[65536];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (keep) {
          said.write(bytes, 0, count);
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException _) {
      // One side is gone, and by closing both so is the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
