package io.sealcopy.target.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.target.RawInitiator;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.net.NetLimits;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * A server with two targets: one to be attacked, one whose initiators must notice nothing. At its
 * end nothing may be left: no connection, no buffer, no thread, no internal error in the log.
 */
final class HostileServer implements AutoCloseable {
  static final String ATTACKED = "iqn.2026-01.io.sealcopy.test:attacked";
  static final String QUIET = "iqn.2026-01.io.sealcopy.test:quiet";
  static final long CAP = 32L << 20;
  private static final int BLOCK = 512;
  private static final int BLOCKS = 128;
  private static final byte[] NONE = {};

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // Netty's leak detector and our own handler of internal errors speak at this level.
          if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.add(event.getFormattedMessage());
          }
        }
      };
  private final Level before = root.getLevel();
  private final long threadsBefore = threads();
  private final long pinnedBefore = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  private final TargetServer server;
  final InetSocketAddress portal;

  HostileServer(int connections, int loginSeconds) throws IOException {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    root.setLevel(Level.WARN);
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    server =
        TargetServer.start(
            TargetServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withLimits(
                    IscsiLimits.DEFAULT,
                    new NetLimits(16 << 20, CAP, connections, loginSeconds, 5, 0, 15, 2))
                .withDrainSeconds(0),
            List.of(target(ATTACKED), target(QUIET)),
            registry);
    portal = server.portals().getFirst();
  }

  private static TargetDefinition target(String name) {
    TestVolume volume = new TestVolume(BLOCK, BLOCKS).with(false, true, true);
    return TargetDefinition.of(name, LogicalUnit.of(volume)).withoutPowerOnAttention();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sealcopy-"))
        .count();
  }

  double gauge(String name) {
    return registry.get("sealcopy.target." + name).gauge().value();
  }

  /** How many of something there have been, over all tags. */
  double count(String name) {
    return registry.find("sealcopy.target." + name).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** A well-behaved initiator writes, reads the same back, and says goodbye by closing. */
  void servesOthers(int seed) throws IOException {
    assertThat(errors).isEmpty();
    assertThat(gauge("buffered.bytes")).isBetween(0.0, (double) CAP);
    try (RawInitiator initiator = RawInitiator.login(portal, QUIET)) {
      exchange(initiator, seed);
    }
  }

  static void exchange(RawInitiator initiator, int seed) throws IOException {
    byte[] data = new byte[16 * BLOCK];
    new Random(seed).nextBytes(data);
    initiator.command(false, true, data.length, BlockCdbs.write10(8, 16, false), data);
    assertThat(((ScsiResponse) initiator.receive().pdu()).status()).isZero();
    initiator.command(true, false, data.length, BlockCdbs.read10(8, 16), NONE);
    RawInitiator.Answer answer = initiator.receive();
    assertThat(((DataIn) answer.pdu()).statusPresent()).isTrue();
    assertThat(answer.data()).isEqualTo(data);
  }

  /** Everybody has gone, and has left nothing. */
  @Override
  public void close() {
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(gauge("connections")).isZero();
            assertThat(gauge("sessions")).isZero();
            assertThat(gauge("buffered.bytes")).isZero();
          });
      server.close();
      await().untilAsserted(() -> assertThat(threads()).isEqualTo(threadsBefore));
      assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isEqualTo(pinnedBefore);
      findLeaks();
      assertThat(errors).isEmpty();
    } finally {
      server.close();
      root.detachAppender(appender);
      root.setLevel(before);
    }
  }

  /** What was collected without being released is reported when the next buffers are made. */
  private static void findLeaks() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      for (int i = 0; i < 64; i++) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64);
        buffer.release();
      }
    }
  }
}
