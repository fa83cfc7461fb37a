package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.net.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several connections of one session: order, window, allegiance, their beginning and end. */
class ConnectionsTest extends ServedTest {
  private static final String SEVERAL = "MaxConnections=8";
  private static final String NAMES =
      "InitiatorName=iqn.1994-05.com.example:test\0TargetName=" + TestInitiator.TARGET;

  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  private static byte[] block(int value) {
    byte[] data = new byte[512];
    Arrays.fill(data, (byte) value);
    return data;
  }

  /** Round trips that show what has been received so far has been acted on. */
  private static void settle(TestInitiator... initiators) throws IOException {
    for (TestInitiator each : initiators) {
      each.send(new NopOut(true, 0, each.nextTag(), Pdu.RESERVED_TAG, each.cmdSn, 1, 0));
      each.receive(NopIn.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transports.Choice.class,
      names = {"EPOLL", "NIO"})
  void commandsRunInTheOrderOfTheirNumbers(Transports.Choice transport) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TargetServerSettings settings =
        TargetServerSettings.on(any).withTransport(transport, 2).withDrainSeconds(0);
    try (TargetServer own = TargetServer.start(settings, List.of(target()), registry)) {
      InetSocketAddress where = own.portals().getFirst();
      for (int round = 0; round < 6; round++) {
        try (TestInitiator one = TestInitiator.loggedIn(where, SEVERAL);
            TestInitiator two = one.andConnection(where, 1)) {
          two.cmdSn = one.cmdSn + 1;
          int second = two.command(WRITE_ONE, 512, false, true, block(2));
          settle(two, one);
          assertThat(volume.content(0, 1)).isEqualTo(block(0));
          one.command(WRITE_ONE, 512, false, true, block(1));
          assertThat(one.receive(ScsiResponse.class).status()).isZero();
          ScsiResponse response = two.receive(ScsiResponse.class);
          assertThat(response.initiatorTaskTag()).isEqualTo(second);
          assertThat(response.expCmdSn()).isEqualTo(two.cmdSn);
          assertThat(volume.content(0, 1)).isEqualTo(block(2));
          two.command(WRITE_ONE, 512, false, true, block(0));
          two.receive(ScsiResponse.class);
        }
      }
    }
  }

  @Test
  void dataOfACommandThatWaitsIsKeptForIt() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL, "InitialR2T=No");
        TestInitiator two = one.andConnection(portal, 1)) {
      two.cmdSn = one.cmdSn + 1;
      int itt = two.command("2a 00 00000000 00 0004 00", 2048, false, true, false, block(1));
      two.send(new DataOut(true, 0, itt, Pdu.RESERVED_TAG, 1, 0, 512, 512), block(2));
      settle(two);
      one.command(READ_ONE, 512, true, false);
      assertThat(one.receive().data()).isEqualTo(block(0));
      R2t rest = two.receive(R2t.class);
      assertThat(rest.bufferOffset()).isEqualTo(1024);
      byte[] data = new byte[1024];
      two.send(new DataOut(true, 0, itt, rest.targetTransferTag(), 1, 0, 1024, 1024), data);
      assertThat(two.receive(ScsiResponse.class).status()).isZero();
      assertThat(volume.content(0, 1)).isEqualTo(block(1));
      assertThat(volume.content(1, 1)).isEqualTo(block(2));
    }
  }

  @Test
  void theWindowIsSharedAndADuplicateIsDropped() throws IOException {
    volume.completions = held::add;
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
        TestInitiator two = one.andConnection(portal, 1)) {
      one.command(READ_ONE, 512, true, false);
      Awaitility.await().until(() -> held.size() == 1);
      two.cmdSn = one.cmdSn + 1;
      two.command(TEST_UNIT_READY, 0, false, false);
      two.cmdSn--;
      two.command(TEST_UNIT_READY, 0, false, false);
      two.send(new NopOut(true, 0, 7, Pdu.RESERVED_TAG, two.cmdSn, 1, 0));
      NopIn nop = two.receive(NopIn.class);
      assertThat(nop.expCmdSn()).isEqualTo(one.cmdSn);
      assertThat(nop.maxCmdSn()).isEqualTo(one.cmdSn + 126);
      // What fills the gap is a NOP-Out, and so is what waits behind it.
      two.send(new NopOut(false, 0, 8, Pdu.RESERVED_TAG, two.cmdSn, 1, 3), new byte[] {1, 2, 3});
      two.cmdSn++;
      settle(two);
      one.send(new NopOut(false, 0, 9, Pdu.RESERVED_TAG, one.cmdSn, 1, 0));
      assertThat(one.receive(NopIn.class).initiatorTaskTag()).isEqualTo(9);
      two.receive(ScsiResponse.class);
      TestInitiator.Received pong = two.receive();
      assertThat(pong.data()).containsExactly(1, 2, 3);
      assertThat(((NopIn) pong.pdu()).expCmdSn()).isEqualTo(two.cmdSn);
      held.remove().run();
      one.receive(DataIn.class);
    }
  }

  @Test
  void abortTaskCountsACommandThatNeverCameAsReceived() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
        TestInitiator two = one.andConnection(portal, 1)) {
      int lost = one.cmdSn;
      two.cmdSn = one.cmdSn + 1;
      two.command(TEST_UNIT_READY, 0, false, false);
      two.send(
          new TaskManagementRequest(
              true, TaskManagementRequest.ABORT_TASK, 0, 50, 99, two.cmdSn, 1, lost, 0, 0));
      assertThat(two.receive(TaskManagementResponse.class).response()).isZero();
      assertThat(two.receive(ScsiResponse.class).expCmdSn()).isEqualTo(two.cmdSn);
    }
  }

  @Test
  void abortTaskReachesOverConnections() throws IOException {
    volume.completions = held::add;
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
        TestInitiator two = one.andConnection(portal, 1)) {
      int ref = one.cmdSn;
      int itt = one.command(READ_ONE, 512, true, false);
      Awaitility.await().until(() -> held.size() == 1);
      two.cmdSn = one.cmdSn;
      two.send(
          new TaskManagementRequest(
              true, TaskManagementRequest.ABORT_TASK, 0, 50, itt, two.cmdSn, 1, ref, 0, 0));
      settle(two, one);
      held.remove().run();
      assertThat(two.receive(TaskManagementResponse.class).response()).isZero();
    }
  }

  @Test
  void aLostConnectionTakesItsTasksOnly() throws IOException {
    volume.completions = held::add;
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL)) {
      try (TestInitiator two = one.andConnection(portal, 1)) {
        two.command(READ_ONE, 512, true, false);
        Awaitility.await().until(() -> held.size() == 1);
        one.cmdSn = two.cmdSn;
        one.command(READ_ONE, 512, true, false);
        Awaitility.await().until(() -> held.size() == 2);
      }
      held.remove().run();
      held.remove().run();
      assertThat(one.receive(DataIn.class).maxCmdSn()).isGreaterThan(one.cmdSn);
      assertThat(server.sessions()).isEqualTo(1);
    }
    Awaitility.await().until(() -> server.sessions() == 0);
  }

  @Test
  void aSessionOutlivesItsLeadingConnection() throws IOException {
    TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
    try (TestInitiator two = one.andConnection(portal, 1)) {
      one.close();
      for (int i = 0; i < 20; i++) {
        two.command(READ_ONE, 512, true, false);
        two.receive(DataIn.class);
      }
      assertThat(server.sessions()).isEqualTo(1);
    }
    Awaitility.await().until(() -> server.sessions() == 0);
  }

  @Test
  void theSameNumberReplacesAConnection() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal);
        TestInitiator again = one.andConnection(portal, 0)) {
      assertThat(one.closedByTarget()).isTrue();
      assertThat(again.tsih).isEqualTo(one.tsih);
      again.command(READ_ONE, 512, true, false);
      again.receive(DataIn.class);
      assertThat(server.sessions()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionIsLoggedOutByAnother() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
        TestInitiator two = one.andConnection(portal, 1)) {
      one.send(new LogoutRequest(true, LogoutRequest.CLOSE_CONNECTION, 5, 1, one.cmdSn, 1, 0));
      assertThat(one.receive(LogoutResponse.class).response()).isZero();
      assertThat(two.closedByTarget()).isTrue();
      one.send(
          new LogoutRequest(
              true, LogoutRequest.REMOVE_CONNECTION_FOR_RECOVERY, 6, 1, one.cmdSn, 1, 0));
      assertThat(one.receive(LogoutResponse.class).response())
          .isEqualTo(LogoutResponse.RECOVERY_NOT_SUPPORTED);
      one.command(READ_ONE, 512, true, false);
      one.receive(DataIn.class);
    }
  }

  @Test
  void theWholeSessionIsLoggedOut() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal, SEVERAL);
        TestInitiator two = one.andConnection(portal, 1)) {
      two.send(new LogoutRequest(true, LogoutRequest.CLOSE_SESSION, 5, 0, two.cmdSn, 1, 0));
      assertThat(two.receive(LogoutResponse.class).response()).isZero();
      assertThat(one.closedByTarget()).isTrue();
      assertThat(two.closedByTarget()).isTrue();
      Awaitility.await().until(() -> server.sessions() == 0);
    }
  }

  private LoginStatus refused(int isid, int tsih, int cid, String keys) throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.isid = isid;
      initiator.tsih = tsih;
      initiator.cid = cid;
      LoginResponse response = (LoginResponse) initiator.login(1, 3, keys).pdu();
      assertThat(initiator.closedByTarget()).isTrue();
      return LoginStatus.of(response.statusClass(), response.statusDetail()).orElseThrow();
    }
  }

  @Test
  void whoMayNotJoinIsTold() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal, "MaxConnections=2");
        TestInitiator two = one.andConnection(portal, 1)) {
      assertThat(refused(1, one.tsih, 2, NAMES)).isEqualTo(LoginStatus.TOO_MANY_CONNECTIONS);
      assertThat(refused(2, one.tsih, 2, NAMES)).isEqualTo(LoginStatus.SESSION_DOES_NOT_EXIST);
      assertThat(refused(1, one.tsih + 9, 2, NAMES)).isEqualTo(LoginStatus.SESSION_DOES_NOT_EXIST);
      assertThat(refused(1, one.tsih, 0, NAMES.replace(":test", ":other")))
          .isEqualTo(LoginStatus.SESSION_DOES_NOT_EXIST);
      assertThat(refused(1, one.tsih, 1, NAMES + "\0InitialR2T=Yes"))
          .isEqualTo(LoginStatus.INITIATOR_ERROR);
      settle(one, two);
    }
  }

  @Test
  void oneConnectionAloneCannotLeaveAGap() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal)) {
      one.cmdSn++;
      one.command(TEST_UNIT_READY, 0, false, false);
      assertThat(one.closedByTarget()).isTrue();
    }
  }
}
