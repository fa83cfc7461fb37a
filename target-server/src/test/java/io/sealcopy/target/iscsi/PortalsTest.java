package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several portals of one server are one portal group, announced whole. RFC 7143 appendix C. */
class PortalsTest extends ServedTest {
  private static final InetAddress IPV4 = address("127.0.0.1");
  private static final InetAddress IPV6 = address("::1");

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  TargetServerSettings settings() {
    return TargetServerSettings.on(new InetSocketAddress(IPV4, 0), new InetSocketAddress(IPV6, 0))
        .withDrainSeconds(0);
  }

  private static List<String> sendTargets(InetSocketAddress portal) throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.login(1, 3, "InitiatorName=iqn.2026-11.com.example:d\0SessionType=Discovery");
      byte[] text = "SendTargets=All\0".getBytes(StandardCharsets.UTF_8);
      initiator.send(
          new TextRequest(
              true, true, false, 0, 7, Pdu.RESERVED_TAG, initiator.cmdSn, 1, text.length),
          text);
      return initiator.receive().text().lines().toList();
    }
  }

  @Test
  void everyPortalTellsOfAll() throws IOException {
    int first = server.portals().get(0).getPort();
    int second = server.portals().get(1).getPort();
    assertThat(first).isNotEqualTo(second);
    for (InetSocketAddress each : server.portals()) {
      assertThat(sendTargets(each))
          .containsExactly(
              "TargetName=" + TestInitiator.TARGET,
              "TargetAddress=127.0.0.1:" + first + ",1",
              "TargetAddress=[::1]:" + second + ",1");
    }
  }

  @Test
  void sessionsOverEveryPortalReachTheSameUnit() throws IOException {
    for (InetSocketAddress each : server.portals()) {
      try (TestInitiator initiator = TestInitiator.loggedIn(each)) {
        initiator.command(READ_ONE, 512, true, false);
        assertThat(initiator.receive().data()).hasSize(512);
      }
    }
  }

  @Test
  void aPortalOnAllAddressesIsAnnouncedAsTheOneThatWasReached() throws IOException {
    InetSocketAddress all = new InetSocketAddress(address("::"), 0);
    try (TargetServer wildcard =
        TargetServer.start(
            TargetServerSettings.on(all).withDrainSeconds(0), List.of(target()), registry)) {
      int port = wildcard.portals().getFirst().getPort();
      assertThat(sendTargets(new InetSocketAddress(IPV4, port)))
          .contains("TargetAddress=127.0.0.1:" + port + ",1");
      assertThat(sendTargets(new InetSocketAddress(IPV6, port)))
          .contains("TargetAddress=[::1]:" + port + ",1");
    }
  }

  @Test
  void ipv6AddressesAreWrittenShort() {
    assertThat(PortalAddress.text(address("2001:db8:0:0:1:0:0:7"), 3260))
        .isEqualTo("[2001:db8::1:0:0:7]:3260");
    assertThat(PortalAddress.text(address("fe80::1"), 3260)).isEqualTo("[fe80::1]:3260");
    assertThat(PortalAddress.text(address("::"), 3260)).isEqualTo("[::]:3260");
    assertThat(PortalAddress.text(address("1:0:2:3:4:5:6:0"), 1)).isEqualTo("[1:0:2:3:4:5:6:0]:1");
    assertThat(PortalAddress.text(address("192.0.2.7"), 3260)).isEqualTo("192.0.2.7:3260");
  }
}
