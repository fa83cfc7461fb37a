package io.sealcopy.protocol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A port of loopback between initiators and a target there: what goes each way is passed on by a
 * {@link Way}, which may keep it, change it or end it.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int to;
  private final Way there;
  private final Way back;

  /** One direction of a connection. Each connection has a thread for each. */
  @FunctionalInterface
  public interface Way {
    /** Passes on what comes, until it ends. When it returns or throws, the connection is closed. */
    void pass(InputStream from, OutputStream to) throws IOException;

    /** Everything as it is. */
    static Way unchanged() {
      return pieces((_, length) -> length);
    }

    /** Everything piece for piece, as it comes. */
    static Way pieces(Piece each) {
      return (from, to) -> {
        byte[] piece = new byte[64 << 10];
        for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
          int pass = each.take(piece, length);
          to.write(piece, 0, pass);
          if (pass < length) {
            return;
          }
        }
      };
    }
  }

  /** What becomes of a piece. */
  @FunctionalInterface
  public interface Piece {
    /** How many bytes are passed on; when not all are, the connection is closed then. */
    int take(byte[] piece, int length);
  }

  /**
   * Takes connections from now on.
   *
   * @param to the target's port
   * @param there from the initiators to the target
   * @param back from the target to the initiators
   */
  public Relay(int to, Way there, Way back) throws IOException {
    this.to = to;
    this.there = there;
    this.back = back;
    Thread.ofVirtual().start(this::accept);
  }

  /** Where initiators find it. */
  public int port() {
    return server.getLocalPort();
  }

  /** The same unit by this way. */
  public String url(String direct) {
    return direct.replace(":" + to + "/", ":" + port() + "/");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        join(server.accept());
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void join(Socket initiator) throws IOException {
    sockets.add(initiator);
    try {
      Socket target = new Socket(InetAddress.getLoopbackAddress(), to);
      sockets.add(target);
      Thread.ofVirtual().start(() -> pass(initiator, target, there));
      Thread.ofVirtual().start(() -> pass(target, initiator, back));
    } catch (IOException _) {
      initiator.close(); // Nobody is there: the initiator sees that too.
    }
  }

  private static void pass(Socket from, Socket to, Way way) {
    try (from;
        to) {
      way.pass(from.getInputStream(), to.getOutputStream());
    } catch (IOException _) {
      // One side is gone, and by closing both so is the other.
    }
  }

  /** Takes no connections any more, and closes those that are open. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : sockets) {
      each.close();
    }
  }
}
