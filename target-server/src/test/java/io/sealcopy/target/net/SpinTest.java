package io.sealcopy.target.net;

import static io.netty.channel.SelectStrategy.SELECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.target.RawInitiator;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When an event loop polls, and when it sleeps. */
class SpinTest {
  private static final String NAME = "iqn.2026-01.io.sealcopy.test:spin";
  private static final int BOUND = 100;
  private static final byte[] NONE = {};

  private final AtomicInteger places = new AtomicInteger(1);
  private long now;
  private final Spin spin = new Spin(BOUND, () -> now, places);

  /** A turn of the loop {@code after} the last one that finds {@code ready} events. */
  private int turn(long after, int ready) throws Exception {
    now += after;
    return spin.calculateStrategy(() -> ready, false);
  }

  /** Goes to sleep, and is woken up {@code pause} later by an event that the sleep takes. */
  private int sleepFor(long pause) throws Exception {
    for (int i = 0; turn(BOUND, 0) != SELECT; i++) {
      assertThat(i).isLessThan(2);
    }
    return turn(pause, 0);
  }

  @Test
  void aLoopPollsUntilTheTimeIsOver() throws Exception {
    assertThat(turn(0, 1)).isOne();
    assertThat(turn(BOUND - 1, 0)).isZero();
    assertThat(turn(1, 0)).isEqualTo(SELECT);
  }

  @Test
  void whatComesMeanwhileBeginsTheTimeAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(turn(BOUND - 1, 3)).isEqualTo(3);
      assertThat(turn(BOUND - 1, 0)).isZero();
      assertThat(turn(1, 0)).isEqualTo(SELECT);
    }
  }

  @Test
  void aTaskIsActivityToo() throws Exception {
    now += BOUND - 1;
    assertThat(spin.calculateStrategy(() -> 0, true)).isZero();
    assertThat(turn(BOUND - 1, 0)).isZero();
  }

  @Test
  void wokenUpALoopPollsAgain() throws Exception {
    assertThat(sleepFor(BOUND / 2)).isZero();
    assertThat(turn(BOUND - 1, 0)).isZero();
    assertThat(turn(1, 0)).isEqualTo(SELECT);
  }

  @Test
  void longPausesMakeItSleepAtOnceUntilTheyAreShortAgain() throws Exception {
    int last = 0;
    for (int i = 0; i < 8; i++) {
      last = last == SELECT ? turn(50 * BOUND, 0) : sleepFor(50 * BOUND);
    }
    assertThat(last).isEqualTo(SELECT);
    for (int i = 0; i < 3; i++) {
      assertThat(turn(BOUND, 0)).as("short pause %d", i).isEqualTo(SELECT);
    }
    assertThat(turn(BOUND, 0)).isZero();
  }

  @Test
  void oneLongPauseAmongShortOnesChangesNothing() throws Exception {
    assertThat(sleepFor(1000 * BOUND)).isZero();
  }

  @Test
  void aLoopWithSeveralCommandsAtATimeDoesNotPoll() throws Exception {
    for (int i = 0; i < 2; i++) {
      spin.served(this, false);
    }
    assertThat(turn(0, 1)).isOne();
    assertThat(turn(1, 0)).isEqualTo(SELECT);
    spin.served(this, true);
    assertThat(sleepFor(1)).isEqualTo(SELECT);
    spin.served(this, true);
    assertThat(sleepFor(1)).isZero();
  }

  @Test
  void aLoopWithSeveralHostsDoesNotPoll() throws Exception {
    for (int i = 0; i < 4; i++) {
      spin.served(i % 2 == 0 ? this : places, true);
    }
    assertThat(turn(0, 1)).isOne();
    assertThat(turn(1, 0)).isEqualTo(SELECT);
  }

  @Test
  void onlySoManyLoopsPollAtATime() throws Exception {
    Spin other = new Spin(BOUND, () -> now, places);
    assertThat(turn(0, 1)).isOne();
    assertThat(turn(1, 0)).isZero();
    assertThat(other.calculateStrategy(() -> 1, false)).isOne();
    assertThat(other.calculateStrategy(() -> 0, false)).isEqualTo(SELECT);
    assertThat(turn(1, 1)).isOne();
    assertThat(other.calculateStrategy(() -> 1, false)).isOne();
    assertThat(other.calculateStrategy(() -> 0, false)).isZero();
    assertThat(turn(1, 0)).isEqualTo(SELECT);
  }

  @ParameterizedTest
  @EnumSource
  void anIdleServerSleepsAndStillAnswers(Transports.Choice transport) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (TargetServer server =
            TargetServer.start(
                TargetServerSettings.on(any)
                    .withTransport(transport, 2)
                    .withSpin(Duration.ofMillis(10))
                    .withDrainSeconds(0),
                List.of(TargetDefinition.of(NAME, LogicalUnit.of(new TestVolume(512, 64)))),
                new SimpleMeterRegistry());
        RawInitiator initiator = RawInitiator.login(server.portals().getFirst(), NAME)) {
      for (int i = 0; i < 500; i++) {
        answers(initiator);
      }
      await().until(() -> busyNanos(300) < TimeUnit.MILLISECONDS.toNanos(60));
      answers(initiator);
    }
  }

  private static void answers(RawInitiator initiator) throws Exception {
    int tag = initiator.command(false, false, 0, PrimaryCdbs.testUnitReady(), NONE);
    assertThat(initiator.receive().pdu())
        .isInstanceOfSatisfying(
            ScsiResponse.class, answer -> assertThat(answer.initiatorTaskTag()).isEqualTo(tag));
  }

  /** Processor time that the event loops use in so many milliseconds. */
  private static long busyNanos(long millis) throws InterruptedException {
    long before = loopNanos();
    Thread.sleep(millis);
    return loopNanos() - before;
  }

  private static long loopNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (each != null && each.getThreadName().startsWith("sealcopy-target-loop")) {
        nanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
      }
    }
    return nanos;
  }
}
