package io.sealcopy.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Swallows what is sent to it over loopback, on a thread of its own for each connection. */
public final class BareServer implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  private final ServerSocketChannel server;

  private BareServer(ServerSocketChannel server) {
    this.server = server;
  }

  /** Starts it. */
  public static BareServer start() {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      BareServer bare = new BareServer(server);
      Threads.start("bare-accept", bare::accept);
      return bare;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public SocketAddress address() {
    try {
      return server.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Threads.start("bare-sink", () -> swallow(channel));
      }
    } catch (IOException _) {
      // Closed: that is its end.
    }
  }

  private static void swallow(SocketChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (channel) {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } catch (IOException _) {
      // The sender has ended.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
