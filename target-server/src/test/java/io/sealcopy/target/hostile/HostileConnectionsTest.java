package io.sealcopy.target.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.target.RawInitiator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("long")
class HostileConnectionsTest {
  private static final String NAMES =
      "InitiatorName=iqn.hostile\0TargetName=" + HostileServer.ATTACKED + "\0";

  private static void closeAll(List<RawInitiator> all) throws IOException {
    for (RawInitiator each : all) {
      each.reset();
    }
  }

  private static LoginRequest request(boolean transit, boolean continued, int isid, int length) {
    return new LoginRequest(
        transit, continued, 1, transit ? 3 : 0, 0, 0, new Isid(isid), 0, 0, 0, 1, 0, length);
  }

  private static LoginStatus login(RawInitiator initiator, int isid, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    initiator.send(request(true, false, isid, bytes.length), bytes);
    LoginResponse response = (LoginResponse) initiator.receive().pdu();
    return LoginStatus.of(response.statusClass(), response.statusDetail()).orElseThrow();
  }

  @Test
  void aThousandIdleConnectionsAreEndedInTimeAndOthersServed() throws IOException {
    try (HostileServer server = new HostileServer(1100, 3)) {
      List<RawInitiator> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 1000; i++) {
          idle.add(new RawInitiator(server.portal));
        }
        server.servesOthers(1);
        await().untilAsserted(() -> assertThat(server.gauge("buffered.bytes")).isZero());
        await()
            .atMost(Duration.ofSeconds(15))
            .untilAsserted(() -> assertThat(server.gauge("connections")).isZero());
        server.servesOthers(2);
      } finally {
        closeAll(idle);
      }
    }
  }

  /** When all connections are taken by those who say nothing, who speaks gets the oldest's. */
  @Test
  void idleConnectionsGiveWay() throws IOException {
    try (HostileServer server = new HostileServer(8, 60)) {
      List<RawInitiator> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 8; i++) {
          idle.add(new RawInitiator(server.portal));
        }
        await().ignoreExceptions().untilAsserted(() -> server.servesOthers(1));
        // The guest has gone again, and so has the one who made room for it.
        await().untilAsserted(() -> assertThat(server.gauge("connections")).isLessThan(8));
      } finally {
        closeAll(idle);
      }
    }
  }

  @Test
  void whoIsOneTooManyIsToldSo() throws IOException {
    try (HostileServer server = new HostileServer(8, 60)) {
      List<RawInitiator> all = new ArrayList<>();
      try {
        for (int i = 0; i < 8; i++) {
          RawInitiator initiator = new RawInitiator(server.portal);
          all.add(initiator);
          assertThat(login(initiator, i, NAMES)).isEqualTo(LoginStatus.SUCCESS);
        }
        try (RawInitiator further = new RawInitiator(server.portal)) {
          assertThat(login(further, 9, NAMES)).isEqualTo(LoginStatus.OUT_OF_RESOURCES);
          assertThat(further.untilClosed()).isZero();
        }
        all.removeFirst().close();
        await().untilAsserted(() -> assertThat(server.gauge("connections")).isLessThan(8));
        server.servesOthers(1);
      } finally {
        closeAll(all);
      }
    }
  }

  @Test
  void aLoginOfAByteASecondEnds() throws IOException, InterruptedException {
    try (HostileServer server = new HostileServer(16, 2)) {
      byte[] bytes =
          RawInitiator.bytes(
              request(true, false, 1, NAMES.length()), NAMES.getBytes(StandardCharsets.UTF_8));
      try (RawInitiator slow = new RawInitiator(server.portal)) {
        long begin = System.nanoTime();
        for (int i = 0; i < 40; i++) {
          slow.raw(java.util.Arrays.copyOfRange(bytes, i, i + 1));
          Thread.sleep(100);
          if (server.gauge("connections") == 0) {
            break;
          }
        }
        assertThat(System.nanoTime() - begin).isLessThan(3_500_000_000L);
      } catch (java.net.SocketException _) {
        // It was ended while we wrote.
      }
      server.servesOthers(1);
    }
  }

  @Test
  void negotiationWithoutEndEnds() throws IOException {
    try (HostileServer server = new HostileServer(16, 60)) {
      byte[] part = "X-a=".getBytes(StandardCharsets.UTF_8);
      try (RawInitiator endless = new RawInitiator(server.portal)) {
        int rounds = 0;
        LoginResponse response;
        do {
          endless.send(request(false, true, 1, part.length), part);
          response = (LoginResponse) endless.receive().pdu();
        } while (response.statusClass() == 0 && ++rounds < 1000);
        assertThat(rounds).isLessThan(100);
        assertThat(endless.untilClosed()).isZero();
      }
      try (RawInitiator endless = RawInitiator.login(server.portal, HostileServer.ATTACKED)) {
        byte[] text = "x".repeat(8000).getBytes(StandardCharsets.UTF_8);
        int rounds = 0;
        int transfer = Pdu.RESERVED_TAG;
        Pdu answer;
        do {
          endless.send(
              new TextRequest(true, false, true, 0, 5, transfer, endless.cmdSn(), 0, text.length),
              text);
          answer = endless.receive().pdu();
          transfer = answer instanceof TextResponse response ? response.targetTransferTag() : 0;
        } while (answer instanceof TextResponse && ++rounds < 100);
        assertThat(answer).isInstanceOf(Reject.class);
        assertThat(rounds).isLessThan(10);
      }
      server.servesOthers(1);
    }
  }

  @Test
  void absurdOffersAreAnsweredWithinOurLimits() throws IOException {
    String[] offers = {
      "MaxRecvDataSegmentLength=16777215\0MaxBurstLength=16777215\0FirstBurstLength=16777215\0"
          + "MaxOutstandingR2T=65535\0MaxConnections=65535\0ErrorRecoveryLevel=2\0",
      "MaxRecvDataSegmentLength=512\0MaxBurstLength=512\0FirstBurstLength=512\0",
      "MaxRecvDataSegmentLength=0\0",
      "MaxBurstLength=99999999999999999999\0",
      "MaxBurstLength=-1\0",
      "HeaderDigest=" + "CRC32C,".repeat(500) + "None\0",
      "A=".repeat(2000) + "\0",
      "=\0=\0=\0",
      "InitiatorAlias=" + "\u00e4".repeat(2000) + "\0",
    };
    try (HostileServer server = new HostileServer(64, 60)) {
      for (int i = 0; i < offers.length; i++) {
        try (RawInitiator absurd = new RawInitiator(server.portal)) {
          login(absurd, i, NAMES + offers[i]);
        }
        server.servesOthers(i);
      }
    }
  }

  @Test
  void aStormOfLoginsEndsAllButTheLast() throws IOException {
    try (HostileServer server = new HostileServer(256, 60)) {
      List<RawInitiator> all = new ArrayList<>();
      try {
        // The same name over and over: each ends the session before it.
        for (int i = 0; i < 500; i++) {
          RawInitiator initiator = new RawInitiator(server.portal);
          byte[] names = NAMES.getBytes(StandardCharsets.UTF_8);
          initiator.send(request(true, false, 1, names.length), names);
          all.add(initiator);
        }
        // Refused for lack of room while the storm lasts, an initiator tries again.
        await()
            .ignoreExceptionsInstanceOf(IOException.class)
            .untilAsserted(() -> server.servesOthers(1));
        await().untilAsserted(() -> assertThat(server.gauge("sessions")).isLessThanOrEqualTo(1));
      } finally {
        closeAll(all);
      }
    }
  }
}
