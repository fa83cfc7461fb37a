package io.sealcopy.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay through which the tests of other modules look, damage and cut. */
@Timeout(20)
class RelayTest {
  /** What came before the end, which may be a reset. */
  private static String allOf(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      for (int each = socket.getInputStream().read(); each >= 0; ) {
        all.append((char) each);
        each = socket.getInputStream().read();
      }
    } catch (SocketException _) {
      // An end too.
    }
    return all.toString();
  }

  @Test
  void eachWayDoesToTheBytesWhatItIsToldAndMayEndTheConnection() throws IOException {
    Relay.Piece capitals =
        (piece, length) -> {
          for (int i = 0; i < length; i++) {
            piece[i] = (byte) Character.toUpperCase(piece[i]);
          }
          return length;
        };
    Relay.Piece cut = (_, length) -> Math.min(length, 3);
    try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Relay relay =
            new Relay(target.getLocalPort(), Relay.Way.pieces(capitals), Relay.Way.pieces(cut));
        Socket initiator = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Socket taken = target.accept()) {
      assertThat(relay.url("iscsi://127.0.0.1:" + target.getLocalPort() + "/t/0"))
          .isEqualTo("iscsi://127.0.0.1:" + relay.port() + "/t/0");
      initiator.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(taken.getInputStream().readNBytes(5)).asString().isEqualTo("HELLO");
      taken.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      assertThat(allOf(initiator)).isEqualTo("ans");
      assertThat(allOf(taken)).as("the target sees the end too").isEmpty();
    }
  }

  @Test
  void anInitiatorSeesThatNobodyIsThere() throws IOException {
    try (Socket held = new Socket()) {
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // Listens to nobody.
      try (Relay relay =
              new Relay(held.getLocalPort(), Relay.Way.unchanged(), Relay.Way.unchanged());
          Socket initiator = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
        assertThat(allOf(initiator)).isEmpty();
      }
    }
  }
}
