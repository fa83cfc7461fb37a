package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit turns over on the way of a sealed link without TLS and without digests of iSCSI. */
@Tag("system")
class RecordDamagedOnTheWireTest {
  /** So much at once is nearly all data of a record. */
  private static final int MUCH = 16 << 10;

  @TempDir Path directory;

  /** Passes everything on, and damages the middle of a few large pieces. */
  private static final class DamagingWay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final int to;
    final AtomicInteger left = new AtomicInteger();

    DamagingWay(int to) throws IOException {
      this.to = to;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket from = server.accept();
          Socket target = new Socket(InetAddress.getLoopbackAddress(), to);
          Thread.ofVirtual().start(() -> pass(from, target, true));
          Thread.ofVirtual().start(() -> pass(target, from, false));
        } catch (IOException _) {
          // Closed, or nobody is there: then the initiator sees that too.
        }
      }
    }

    private void pass(Socket from, Socket target, boolean damaging) {
      try (from;
          target) {
        InputStream in = from.getInputStream();
        OutputStream out = target.getOutputStream();
        byte[] piece = new byte[64 << 10];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
          if (damaging && length > MUCH && left.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
            piece[length / 2] ^= 1;
          }
          out.write(piece, 0, length);
        }
      } catch (IOException _) {
        // Either side has ended.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @Test
  void itIsSentAgainAndNothingIsLost() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      String url = centres.remote.url(0);
      int port = URI.create(url).getPort();
      try (DamagingWay way = new DamagingWay(port)) {
        centres.write(0, 64, 'a');
        centres.main.create(
            Centres.PAIR,
            List.of(0),
            List.of(url.replace(":" + port + "/", ":" + way.server.getLocalPort() + "/")),
            Map.of("options", Map.of("link", "sealed", "holes", "sealed")));
        centres.main.awaitState(Centres.PAIR, "PAIR");
        way.left.set(1);
        centres.write(0, Centres.BLOCKS, 'b');
        centres.main.flush(Centres.PAIR);
        assertThat(way.left.get()).as("something was damaged").isZero();
        assertThat(centres.show().text("state")).isEqualTo("PAIR");
        centres.awaitEqual();
      }
    }
  }
}
