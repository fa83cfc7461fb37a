package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.net.NetLimits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Silence: pings, and what comes of no answer. RFC 7143 §11.19. */
class KeepaliveTest extends ServedTest {
  @Override
  TargetServerSettings settings() {
    TargetServerSettings usual = super.settings();
    NetLimits net = usual.net();
    return usual.withLimits(
        usual.iscsi(),
        new NetLimits(
            net.connectionBytes(),
            net.totalBytes(),
            net.maxConnections(),
            net.loginSeconds(),
            net.loginFailures(),
            net.loginWaitMillis(),
            1,
            2));
  }

  @Test
  void whoeverAnswersStaysAndWhoeverDoesNotIsDropped() throws IOException {
    try (TestInitiator silent = TestInitiator.loggedIn(portal);
        TestInitiator alive = new TestInitiator(portal)) {
      alive.isid = 2;
      alive.login();
      for (int i = 0; i < 3; i++) {
        NopIn ping = alive.receive(NopIn.class);
        assertThat(ping.initiatorTaskTag()).isEqualTo(Pdu.RESERVED_TAG);
        assertThat(ping.targetTransferTag()).isNotEqualTo(Pdu.RESERVED_TAG);
        alive.send(
            new NopOut(true, 0, Pdu.RESERVED_TAG, ping.targetTransferTag(), alive.cmdSn, 1, 0));
      }
      silent.receive(NopIn.class);
      silent.receive(NopIn.class);
      assertThat(silent.closedByTarget()).isTrue();
      assertThat(server.sessions()).isEqualTo(1);
    }
  }

  @Test
  void theInitiatorIsToldThatItsSessionWillBeDropped() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      server.removeTarget(TestInitiator.TARGET, () -> {});
      assertThat(initiator.receive(AsyncMessage.class).asyncEvent())
          .isEqualTo(AsyncMessage.SESSION_WILL_BE_DROPPED);
      assertThat(initiator.closedByTarget()).isTrue();
    }
  }
}
