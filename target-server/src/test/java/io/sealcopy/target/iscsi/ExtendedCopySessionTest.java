package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Copies that take long: others are served meanwhile, and they can be ended from outside. */
class ExtendedCopySessionTest extends ServedTest {
  private static final String COPY = "83 00 0000000000000000 0000002c 00 00";
  private static final String COPY_STATUS = "84 00 05 00000000000000 00000400 00 00";

  /** List identifier 5; 1024 blocks of this unit from 0 to 4096. */
  private static final byte[] LIST =
      HexFormat.of()
          .parseHex(
              "05000000"
                  + "00000000"
                  + "0000001c"
                  + "00000000"
                  + "02000018"
                  + "ffffffff"
                  + "00000400"
                  + "0000000000000000"
                  + "0000000000001000");

  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  private TestInitiator login(int isid) throws IOException {
    TestInitiator initiator = new TestInitiator(portal);
    initiator.isid = isid;
    initiator.login();
    return initiator;
  }

  private int holdACopy(TestInitiator initiator) throws IOException {
    volume.fill(0, 1024, 0x11);
    volume.completions = held::add;
    int tag = initiator.command(COPY, LIST.length, false, true, LIST);
    Awaitility.await().until(() -> !held.isEmpty());
    return tag;
  }

  private void letGo() {
    volume.completions = Runnable::run;
    for (Runnable each = held.poll(); each != null; each = held.poll()) {
      each.run();
    }
  }

  private boolean secondPieceWritten() {
    return Arrays.equals(volume.content(4096 + 512, 512), volume.content(512, 512));
  }

  private static int good(TestInitiator initiator) throws IOException {
    ScsiResponse response = initiator.receive(ScsiResponse.class);
    assertThat(response.status()).isZero();
    return response.initiatorTaskTag();
  }

  private static void reserveOut(TestInitiator initiator, int action, long key, long other)
      throws IOException {
    ByteBuffer list = ByteBuffer.allocate(24).putLong(key).putLong(other);
    initiator.command(
        "5f %02x 01 0000 00000018 00".formatted(action), 24, false, true, list.array());
  }

  @Test
  void othersAreServedWhileACopyWaits() throws IOException {
    try (TestInitiator initiator = login(1)) {
      int copy = holdACopy(initiator);
      int ready = initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(good(initiator)).isEqualTo(ready);
      initiator.command(COPY_STATUS, 12, true, false);
      TestInitiator.Received status = initiator.receive();
      assertThat(status.pdu()).isInstanceOf(DataIn.class);
      assertThat(HexFormat.of().formatHex(status.data())).startsWith("00000008" + "00" + "0000");
      letGo();
      assertThat(good(initiator)).isEqualTo(copy);
      assertThat(secondPieceWritten()).isTrue();
    }
  }

  @Test
  void othersAreServedBetweenThePiecesOfACopy() throws IOException {
    CountDownLatch begun = new CountDownLatch(1);
    volume.completions =
        ended -> {
          begun.countDown();
          LockSupport.parkNanos(100_000_000);
          ended.run();
        };
    try (TestInitiator initiator = login(1)) {
      int copy = initiator.command(COPY, LIST.length, false, true, LIST);
      Awaitility.await().until(() -> begun.getCount() == 0);
      int ready = initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(good(initiator)).isEqualTo(ready);
      assertThat(good(initiator)).isEqualTo(copy);
    }
  }

  @Test
  void abortTaskEndsACopyAtItsNextPiece() throws IOException {
    try (TestInitiator initiator = login(1)) {
      int copy = holdACopy(initiator);
      initiator.send(
          new TaskManagementRequest(
              true,
              TaskManagementRequest.ABORT_TASK,
              0,
              initiator.nextTag(),
              copy,
              initiator.cmdSn,
              1,
              1,
              0,
              0));
      int ready = initiator.command(TEST_UNIT_READY, 0, false, false);
      assertThat(good(initiator)).as("the abort waits for the copy").isEqualTo(ready);
      letGo();
      assertThat(initiator.receive(TaskManagementResponse.class).response())
          .isEqualTo(TaskManagementResponse.FUNCTION_COMPLETE);
      assertThat(secondPieceWritten()).isFalse();
    }
  }

  @Test
  void preemptAndAbortEndsTheCopyOfWhoIsPreempted() throws IOException {
    try (TestInitiator victim = login(1);
        TestInitiator taker = login(2)) {
      reserveOut(victim, 0, 0, 0xa);
      good(victim);
      reserveOut(taker, 0, 0, 0xb);
      good(taker);
      holdACopy(victim);
      reserveOut(taker, 5, 0xb, 0xa);
      int ready = taker.command(TEST_UNIT_READY, 0, false, false);
      assertThat(good(taker)).as("the preemption waits for the copy").isEqualTo(ready);
      letGo();
      good(taker);
      assertThat(secondPieceWritten()).isFalse();
    }
  }

  @Test
  void aSessionIsOverWhenItsCopyIs() throws IOException {
    Gauge connections = registry.get("sealcopy.target.connections").gauge();
    try (TestInitiator initiator = login(1)) {
      holdACopy(initiator);
    }
    letGo();
    Awaitility.await().until(() -> connections.value() == 0);
    try (TestInitiator again = login(1)) {
      again.command(TEST_UNIT_READY, 0, false, false);
      good(again);
      again.command(COPY_STATUS, 12, true, false);
      assertThat(again.receive(ScsiResponse.class).status())
          .as("its list identifier went with it")
          .isEqualTo(2);
    }
  }
}
