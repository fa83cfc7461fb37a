package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.SenseData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Task attributes on a volume that completes later, and what task management waits for. */
class TaskOrderTest extends ServedTest {
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  private static int send(
      TestInitiator initiator, int attribute, String cdb, boolean write, byte... immediate)
      throws IOException {
    Cdb decoded = Cdb.of(HexFormat.of().parseHex(cdb.replace(" ", "")));
    int itt = initiator.nextTag();
    initiator.send(
        new ScsiCommand(
            false,
            true,
            !write,
            write,
            attribute,
            0,
            itt,
            512,
            initiator.cmdSn++,
            1,
            decoded,
            0,
            immediate.length),
        immediate);
    return itt;
  }

  private static void settle(TestInitiator initiator) throws IOException {
    initiator.send(new NopOut(true, 0, 999, Pdu.RESERVED_TAG, initiator.cmdSn, 1, 0));
    assertThat(initiator.receive(NopIn.class).initiatorTaskTag()).isEqualTo(999);
  }

  private static byte[] block(int value) {
    byte[] data = new byte[512];
    Arrays.fill(data, (byte) value);
    return data;
  }

  @Test
  void orderedTasksWaitAndAreWaitedFor() throws IOException {
    volume.completions = held::add;
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int first = send(initiator, ScsiCommand.SIMPLE, READ_ONE, false);
      Awaitility.await().until(() -> held.size() == 1);
      int ordered = send(initiator, ScsiCommand.ORDERED, WRITE_ONE, true, block(5));
      int simple = send(initiator, ScsiCommand.SIMPLE, READ_ONE, false);
      int ahead = send(initiator, ScsiCommand.HEAD_OF_QUEUE, READ_ONE, false);
      settle(initiator);
      assertThat(held).as("the first and the one ahead of the queue").hasSize(2);
      assertThat(volume.content(0, 1)).isEqualTo(block(0));

      held.remove().run();
      assertThat(initiator.receive(DataIn.class).initiatorTaskTag()).isEqualTo(first);
      settle(initiator);
      assertThat(held).hasSize(1);
      held.remove().run();
      assertThat(initiator.receive(DataIn.class).initiatorTaskTag()).isEqualTo(ahead);
      Awaitility.await().until(() -> held.size() == 1);
      settle(initiator);
      assertThat(held).as("the ordered task alone").hasSize(1);
      assertThat(volume.content(0, 1)).isEqualTo(block(5));

      held.remove().run();
      assertThat(initiator.receive(ScsiResponse.class).initiatorTaskTag()).isEqualTo(ordered);
      Awaitility.await().until(() -> held.size() == 1);
      held.remove().run();
      TestInitiator.Received last = initiator.receive();
      assertThat(((DataIn) last.pdu()).initiatorTaskTag()).isEqualTo(simple);
      assertThat(last.data()).isEqualTo(block(5));
      // Nothing is left in line.
      volume.completions = Runnable::run;
      send(initiator, ScsiCommand.SIMPLE, READ_ONE, false);
      initiator.receive(DataIn.class);
    }
  }

  @Test
  void anAbortedOrderedTaskHoldsNobodyBack() throws IOException {
    volume.completions = held::add;
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      send(initiator, ScsiCommand.SIMPLE, READ_ONE, false);
      Awaitility.await().until(() -> held.size() == 1);
      int ref = initiator.cmdSn;
      int ordered = send(initiator, ScsiCommand.ORDERED, WRITE_ONE, true, block(5));
      send(initiator, ScsiCommand.SIMPLE, READ_ONE, false);
      initiator.send(
          new TaskManagementRequest(
              true,
              TaskManagementRequest.ABORT_TASK,
              0,
              77,
              ordered,
              initiator.cmdSn,
              1,
              ref,
              0,
              0));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      Awaitility.await().until(() -> held.size() == 2);
      held.remove().run();
      held.remove().run();
      initiator.receive(DataIn.class);
      assertThat(initiator.receive(DataIn.class).maxCmdSn()).isEqualTo(initiator.cmdSn + 127);
      assertThat(volume.content(0, 1)).isEqualTo(block(0));
    }
  }

  @Test
  void autoContingentAllegianceIsRefused() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      send(initiator, ScsiCommand.ACA, READ_ONE, false);
      TestInitiator.Received received = initiator.receive();
      ByteBuffer sense = ByteBuffer.wrap(received.data(), 2, received.data().length - 2);
      assertThat(SenseData.decode(sense).orElseThrow().additionalSense().name())
          .isEqualTo("INVALID_MESSAGE_ERROR");
    }
  }

  private static void resetUnit(TestInitiator initiator) throws IOException {
    initiator.send(
        new TaskManagementRequest(
            true,
            TaskManagementRequest.LOGICAL_UNIT_RESET,
            0,
            77,
            Pdu.RESERVED_TAG,
            initiator.cmdSn,
            1,
            0,
            0,
            0));
  }

  @Test
  void aResetWaitsForDataThatWasAskedFor() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "MaxBurstLength=512")) {
      int itt = initiator.command("2a 00 00000000 00 0002 00", 1024, false, true);
      R2t one = initiator.receive(R2t.class);
      long before = System.nanoTime();
      resetUnit(initiator);
      settle(initiator);
      initiator.send(new DataOut(true, 0, itt, one.targetTransferTag(), 1, 0, 0, 512), block(1));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      assertThat(System.nanoTime() - before).isLessThan(900_000_000L);
      assertThat(volume.content(0, 1)).isEqualTo(block(0));
      assertThat(volume.aborts).hasValue(1);
    }
  }

  @Test
  void aResetDoesNotWaitForEverForAnInitiatorThatSendsNoMore() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int itt = initiator.command("2a 00 00000000 00 0002 00", 1024, false, true);
      R2t asked = initiator.receive(R2t.class);
      resetUnit(initiator);
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      // What comes too late is dropped.
      initiator.send(
          new DataOut(true, 0, itt, asked.targetTransferTag(), 1, 0, 0, 1024), new byte[1024]);
      settle(initiator);
    }
  }
}
