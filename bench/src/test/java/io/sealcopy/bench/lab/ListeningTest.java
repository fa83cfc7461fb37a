package io.sealcopy.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListeningTest {
  @Test
  void aPortIsListenedOnWhileItsSocketIsOpen() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(Listening.on(port)).isTrue();
    }
    assertThat(Listening.on(port)).isFalse();
  }
}
