package io.sealcopy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Relay;
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

  private final AtomicInteger left = new AtomicInteger();

  /** Damages the middle of a few large pieces. */
  private int damage(byte[] piece, int length) {
    if (length > MUCH && left.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
      piece[length / 2] ^= 1;
    }
    return length;
  }

  @Test
  void itIsSentAgainAndNothingIsLost() throws Exception {
    try (Centres centres = Centres.unpaired(directory)) {
      String url = centres.remote.url(0);
      int port = URI.create(url).getPort();
      try (Relay way = new Relay(port, Relay.Way.pieces(this::damage), Relay.Way.unchanged())) {
        centres.write(0, 64, 'a');
        centres.main.create(
            Centres.PAIR,
            List.of(0),
            List.of(way.url(url)),
            Map.of("options", Map.of("link", "sealed", "holes", "sealed")));
        centres.main.awaitState(Centres.PAIR, "PAIR");
        left.set(1);
        centres.write(0, Centres.BLOCKS, 'b');
        centres.main.flush(Centres.PAIR);
        assertThat(left.get()).as("something was damaged").isZero();
        assertThat(centres.show().text("state")).isEqualTo("PAIR");
        centres.awaitEqual();
      }
    }
  }
}
