package io.sealcopy.target.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.target.RawInitiator;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand conversations with something wrong in them. One that breaks the server is repeated
 * exactly by {@code -Dsealcopy.hostile.seed=N}; more are run by {@code -Dsealcopy.hostile.seeds=N}.
 */
@Timeout(120)
@Tag("long")
class HostileMutationsTest {
  private static final int SEEDS = Integer.getInteger("sealcopy.hostile.seeds", 10_000);
  private static final Integer ONLY = Integer.getInteger("sealcopy.hostile.seed");
  private static final int BETWEEN_CHECKS = 250;
  private static final int ATTACKERS = 4;
  private static final int PATIENCE_MILLIS = 5_000;

  private final List<List<byte[]>> conversations = Conversations.with(HostileServer.ATTACKED);

  @Test
  void nobodyElseNoticesAndNothingIsLeft() throws Exception {
    try (HostileServer server = new HostileServer(256, 15);
        ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);
        RawInitiator victim = RawInitiator.login(server.portal, HostileServer.QUIET)) {
      if (ONLY != null) {
        attack(server, ONLY);
        server.servesOthers(ONLY);
        return;
      }
      for (int first = 0; first < SEEDS; first += BETWEEN_CHECKS) {
        List<Callable<Void>> attacks = new ArrayList<>();
        for (int seed = first; seed < first + BETWEEN_CHECKS; seed++) {
          int chosen = seed;
          attacks.add(() -> attack(server, chosen));
        }
        for (Future<Void> each : attackers.invokeAll(attacks)) {
          each.get();
        }
        try {
          HostileServer.exchange(victim, first);
          server.servesOthers(first + 1);
        } catch (IOException | RuntimeException | AssertionError e) {
          throw new AssertionError("after seeds " + first + " to " + (first + 249), e);
        }
      }
      // Most get past the login, and many far enough to be rejected for what is wrong later.
      assertThat(server.count("commands")).isGreaterThan(2.0 * SEEDS);
      assertThat(server.count("rejects")).isGreaterThan(SEEDS / 20.0);
      assertThat(server.count("logins.failed")).isGreaterThan(SEEDS / 20.0);
    }
  }

  /** Else the mutations would all be of something that ends early anyway. */
  @Test
  void whatIsMutatedIsInOrder() throws IOException {
    try (HostileServer server = new HostileServer(256, 15)) {
      for (List<byte[]> conversation : conversations) {
        try (Socket socket = new Socket(server.portal.getAddress(), server.portal.getPort())) {
          for (byte[] pdu : conversation) {
            socket.getOutputStream().write(pdu);
          }
          readAll(socket);
        }
        assertThat(server.count("rejects") + server.count("logins.failed")).isZero();
      }
      assertThat(server.count("commands")).isEqualTo(12 + 12 + 4 + 4 + 1);
    }
  }

  private Void attack(HostileServer server, int seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = Mutation.of(conversations, random);
    int end = random.nextInt(10);
    try (Socket socket = new Socket(server.portal.getAddress(), server.portal.getPort())) {
      socket.setTcpNoDelay(random.nextBoolean());
      socket.setSoTimeout(PATIENCE_MILLIS);
      int step = random.nextInt(4) == 0 ? 1 + random.nextInt(100) : bytes.length + 1;
      for (int at = 0; at < bytes.length; at += step) {
        socket.getOutputStream().write(bytes, at, Math.min(step, bytes.length - at));
      }
      if (end < 2) {
        // A reset: the server may not even have read what came before it.
        socket.setSoLinger(true, 0);
      } else if (end < 4) {
        readSome(socket, random);
        socket.setSoLinger(true, 0);
      } else {
        socket.shutdownOutput();
        readAll(socket);
      }
    } catch (SocketException _) {
      // The server has ended it first, as it may.
    }
    return null;
  }

  private static void readSome(Socket socket, Random random) throws IOException {
    // Every conversation begins with a login, of which the answer is 48 bytes at least; a broken
    // one may get none.
    socket.setSoTimeout(1 + random.nextInt(20));
    try {
      int _ = socket.getInputStream().readNBytes(48).length;
    } catch (java.net.SocketTimeoutException _) {
      // No answer yet: as good a moment as any to leave.
    }
  }

  private static void readAll(Socket socket) throws IOException {
    byte[] buffer = new byte[65536];
    while (socket.getInputStream().read(buffer) >= 0) {
      // Up to the end, which must come: a timeout fails the test.
    }
  }
}
