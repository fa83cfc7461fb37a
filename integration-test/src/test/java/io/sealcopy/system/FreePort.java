package io.sealcopy.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * TCP ports for programs that listen a moment later. They are below those that the system gives to
 * outgoing connections, and other ones in each process that runs tests beside this one: nobody else
 * takes them in between.
 */
public final class FreePort {
  private static final int LOWEST = 12_000;

  /** Ports of one process that runs tests; pom.xml says which one of them this is, from 1 on. */
  private static final int SPAN = 10_000;

  private static final int FIRST = LOWEST + (Integer.getInteger("sealcopy.fork", 1) - 1) % 2 * SPAN;

  /** Tests of other working trees begin elsewhere. */
  private static int next = (int) (ProcessHandle.current().pid() % 97) * 100;

  private FreePort() {}

  /** Another one at each call, until all have been given out. */
  public static synchronized int next() {
    for (int tried = 0; tried < SPAN; tried++) {
      int port = FIRST + next;
      next = (next + 1) % SPAN;
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // Somebody listens there.
      }
    }
    throw new IllegalStateException("no port from " + FIRST + " on is free");
  }
}
