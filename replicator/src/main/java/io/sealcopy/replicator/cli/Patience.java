package io.sealcopy.replicator.cli;

import io.sealcopy.config.cli.CliException;
import io.sealcopy.config.cli.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Waits for a server that may have been started a moment ago, as by a line of the same script. */
final class Patience {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int CONNECT_MILLIS = 1000;
  private static final int PAUSE_MILLIS = 200;

  private Patience() {}

  /** Returns when the port takes connections, or when it has not for 15 s: then others say why. */
  static void awaitPort(InetSocketAddress address) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!answers(address) && System.nanoTime() < end) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(ExitCode.FAILED, "interrupted", "", e);
      }
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
