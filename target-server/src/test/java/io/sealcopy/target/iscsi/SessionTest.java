package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseData;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Sessions: discovery, reinstatement, logout, task management, the end of the server. */
class SessionTest extends ServedTest {
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  private static TaskManagementRequest manage(
      TestInitiator initiator, int function, int referenced, int refCmdSn) {
    return new TaskManagementRequest(
        true, function, 0, initiator.nextTag(), referenced, initiator.cmdSn, 1, refCmdSn, 0, 0);
  }

  private static String sense(TestInitiator.Received received) {
    assertThat(((ScsiResponse) received.pdu()).status())
        .isEqualTo(ScsiStatus.CHECK_CONDITION.code());
    ByteBuffer sense = ByteBuffer.wrap(received.data(), 2, received.data().length - 2);
    return SenseData.decode(sense).orElseThrow().additionalSense().name();
  }

  private String discover(String value) throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.login(1, 3, "InitiatorName=iqn.x\0SessionType=Discovery");
      return sendTargets(initiator, value);
    }
  }

  private static String sendTargets(TestInitiator initiator, String value) throws IOException {
    byte[] text = ("SendTargets=" + value + "\0").getBytes(StandardCharsets.UTF_8);
    initiator.send(
        new TextRequest(true, true, false, 0, 7, Pdu.RESERVED_TAG, initiator.cmdSn, 1, text.length),
        text);
    return initiator.receive().text();
  }

  @Test
  void discoveryListsTargetsAndPortals() throws IOException {
    server.addTarget(TargetDefinition.of("iqn.a", LogicalUnit.of(new TestVolume(512, 8))));
    server.addTarget(
        TargetDefinition.of("iqn.hidden", LogicalUnit.of(new TestVolume(512, 8)))
            .withAccess(_ -> Access.DENIED));
    String address = "TargetAddress=127.0.0.1:" + portal.getPort() + ",1\n";
    assertThat(discover("All"))
        .isEqualTo(
            "TargetName=" + TestInitiator.TARGET + "\n" + address + "TargetName=iqn.a\n" + address);
    assertThat(discover("iqn.a")).isEqualTo("TargetName=iqn.a\n" + address);
    assertThat(discover("iqn.hidden")).isEmpty();
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      assertThat(sendTargets(initiator, "")).startsWith("TargetName=" + TestInitiator.TARGET);
      assertThat(sendTargets(initiator, "All")).isEmpty();
    }
  }

  @Test
  void aLongAnswerComesInParts() throws IOException {
    for (int i = 0; i < 30; i++) {
      server.addTarget(TargetDefinition.of("iqn." + i, LogicalUnit.of(new TestVolume(512, 8))));
    }
    try (TestInitiator initiator = new TestInitiator(portal)) {
      String keys = "InitiatorName=iqn.x\0SessionType=Discovery\0MaxRecvDataSegmentLength=512";
      initiator.login(1, 3, keys);
      StringBuilder all = new StringBuilder(sendTargets(initiator, "All"));
      int parts = 1;
      while (all.toString().lines().filter(line -> line.startsWith("TargetName")).count() < 31) {
        initiator.send(new TextRequest(true, true, false, 0, 7, 1, initiator.cmdSn, 1, 0));
        all.append(initiator.receive().text());
        parts++;
      }
      assertThat(parts).isGreaterThan(2);
    }
  }

  @Test
  void loggingInAgainEndsTheOlderSession() throws IOException {
    List<String> events = new ArrayList<>();
    server.whenSessionOpens(nexus -> events.add("open " + nexus.initiatorName()));
    server.whenSessionCloses(nexus -> events.add("close " + nexus.initiatorName()));
    try (TestInitiator older = TestInitiator.loggedIn(portal);
        TestInitiator newer = TestInitiator.loggedIn(portal)) {
      assertThat(older.closedByTarget()).isTrue();
      newer.command(READ_ONE, 512, true, false);
      newer.receive(DataIn.class);
      assertThat(server.sessions()).isEqualTo(1);
      String name = "iqn.1994-05.com.example:test";
      assertThat(events).containsExactly("open " + name, "close " + name, "open " + name);
    }
  }

  @Test
  void anotherIsidIsAnotherSession() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal);
        TestInitiator two = new TestInitiator(portal)) {
      two.isid = 2;
      two.login();
      one.command(READ_ONE, 512, true, false);
      one.receive(DataIn.class);
      assertThat(server.sessions()).isEqualTo(2);
    }
    Awaitility.await().until(() -> server.sessions() == 0);
  }

  @Test
  void logoutIsAnsweredThenClosed() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(new LogoutRequest(true, 1, 5, 9, initiator.cmdSn, 1, 0));
      assertThat(initiator.receive(LogoutResponse.class).response())
          .isEqualTo(LogoutResponse.CID_NOT_FOUND);
      initiator.send(new LogoutRequest(true, 0, 6, 0, initiator.cmdSn, 1, 0));
      assertThat(initiator.receive(LogoutResponse.class).response()).isZero();
      assertThat(initiator.closedByTarget()).isTrue();
    }
  }

  @Test
  void abortTaskWaitsForWhatTheVolumeStillDoes() throws IOException {
    volume.completions = held::add;
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int refCmdSn = initiator.cmdSn;
      int itt = initiator.command(READ_ONE, 512, true, false);
      Awaitility.await().until(() -> held.size() == 1);
      initiator.send(manage(initiator, TaskManagementRequest.ABORT_TASK, itt, refCmdSn));
      initiator.command("12 00 00 0024 00", 36, true, false);
      initiator.receive(DataIn.class);
      held.remove().run();
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      initiator.send(manage(initiator, TaskManagementRequest.ABORT_TASK, itt, refCmdSn));
      assertThat(initiator.receive(TaskManagementResponse.class).response())
          .isEqualTo(TaskManagementResponse.TASK_DOES_NOT_EXIST);
    }
  }

  @Test
  void abortTaskSetEndsWritesThatWaitForData() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "ImmediateData=No")) {
      initiator.command(WRITE_ONE, 512, false, true);
      initiator.receive(R2t.class);
      initiator.send(manage(initiator, TaskManagementRequest.ABORT_TASK_SET, -1, 0));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      assertThat(volume.aborts).hasValue(1);
      initiator.command(READ_ONE, 512, true, false);
      initiator.receive(DataIn.class);
    }
  }

  @Test
  void aResetIsToldToEveryNexus() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal);
        TestInitiator two = new TestInitiator(portal)) {
      two.isid = 2;
      two.login("ImmediateData=No");
      two.command(WRITE_ONE, 512, false, true);
      two.receive(R2t.class);
      one.send(manage(one, TaskManagementRequest.LOGICAL_UNIT_RESET, -1, 0));
      assertThat(one.receive(TaskManagementResponse.class).response()).isZero();
      for (TestInitiator each : List.of(one, two)) {
        each.command(TEST_UNIT_READY, 0, false, false);
        assertThat(sense(each.receive())).isEqualTo("BUS_DEVICE_RESET_FUNCTION_OCCURRED");
      }
      assertThat(volume.aborts).hasValue(1);
    }
  }

  @Test
  void clearTaskSetTellsTheOthers() throws IOException {
    try (TestInitiator one = TestInitiator.loggedIn(portal);
        TestInitiator two = new TestInitiator(portal)) {
      two.isid = 2;
      two.login();
      one.send(manage(one, TaskManagementRequest.CLEAR_TASK_SET, -1, 0));
      assertThat(one.receive(TaskManagementResponse.class).response()).isZero();
      two.command(TEST_UNIT_READY, 0, false, false);
      assertThat(sense(two.receive())).isEqualTo("COMMANDS_CLEARED_BY_ANOTHER_INITIATOR");
      one.command(TEST_UNIT_READY, 0, false, false);
      assertThat(one.receive(ScsiResponse.class).status()).isZero();
    }
  }

  @Test
  void aColdResetEndsTheConnections() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(manage(initiator, TaskManagementRequest.TARGET_COLD_RESET, -1, 0));
      assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
      assertThat(initiator.closedByTarget()).isTrue();
    }
  }

  @Test
  void aRemovedTargetEndsItsSessions() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      server.removeTarget(TestInitiator.TARGET, () -> held.add(() -> {}));
      assertThat(initiator.closedByTarget()).isTrue();
      Awaitility.await().until(() -> held.size() == 1);
    }
    assertThat(discover("All")).isEmpty();
  }

  @Test
  void theServerAsksForLogoutBeforeItStops() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      server.close();
      assertThat(initiator.receive(AsyncMessage.class).asyncEvent())
          .isEqualTo(AsyncMessage.LOGOUT_REQUESTED);
      assertThat(initiator.closedByTarget()).isTrue();
    }
    assertThat(registry.get("sealcopy.target.connections").gauge().value()).isZero();
  }

  @Test
  void whatHappensIsCounted() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.command(READ_ONE, 512, true, false);
      initiator.receive(DataIn.class);
      assertThat(registry.get("sealcopy.target.sessions").gauge().value()).isEqualTo(1);
    }
    assertThat(
            registry
                .get("sealcopy.target.commands")
                .tags("family", "read", "status", "good")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("sealcopy.target.bytes").tags("direction", "in").counter().count())
        .isEqualTo(512);
  }
}
