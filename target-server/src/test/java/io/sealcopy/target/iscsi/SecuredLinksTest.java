package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.target.scsi.PeerLink;
import io.sealcopy.target.scsi.ScsiTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a login depends on how its connection is secured. */
class SecuredLinksTest {
  private static final PeerLink SECURED = PeerLink.secured("sha256:a");
  private static final String NAMES = "InitiatorName=iqn.host\0TargetName=iqn.target\0";
  private static final Loop NOW =
      new Loop() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }

        @Override
        public void schedule(long millis, Runnable task) {}
      };

  private final TargetDirectory directory = new TargetDirectory(AccessPolicy.OPEN);
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

  SecuredLinksTest() {
    ScsiTarget scsi = new ScsiTarget("iqn.target", 1, false, Map.of());
    directory.add(new ServedTarget(scsi, Optional.empty(), _ -> Access.OPEN));
    directory.portal(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3260), false);
    directory.portal(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3261), true);
  }

  private LoginStep login(PeerLink link, int tsih, int cid) {
    LoginMachine machine =
        new LoginMachine(
            directory, IscsiLimits.DEFAULT, new Random(1), _ -> session.get(), () -> link);
    String text = NAMES + (tsih == 0 ? "MaxConnections=4\0" : "");
    return machine.receive(
        new LoginRequest(true, false, 1, 3, 0, 0, new Isid(1), tsih, 0, cid, 7, 0, 0),
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aConnectionJoinsOnlyASessionThatIsSecuredAsItIs() {
    LoginResult first = ((LoginStep.Establish) login(SECURED, 0, 0)).result();
    assertThat(first.link()).isEqualTo(SECURED);
    session.set(new Session(5, first, NOW, 4, new SessionRegistry(4, 4, TargetEvents.NONE)));
    for (PeerLink other : List.of(PeerLink.PLAIN, PeerLink.secured("sha256:b"))) {
      assertThat(((LoginStep.Refuse) login(other, 5, 1)).status())
          .isEqualTo(LoginStatus.CANNOT_INCLUDE_IN_SESSION);
    }
    assertThat(login(SECURED, 5, 1)).isInstanceOf(LoginStep.Establish.class);
  }

  @Test
  void sendTargetsTellsOfPortalsOfTheKindOverWhichItIsAsked() {
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 3260);
    assertThat(
            SendTargets.answer(
                directory, "iqn.host", "All", Optional.empty(), local, PeerLink.PLAIN))
        .extracting(TextParameter::value)
        .containsExactly("iqn.target", "127.0.0.1:3260,1");
    assertThat(SendTargets.answer(directory, "iqn.host", "All", Optional.empty(), local, SECURED))
        .extracting(TextParameter::value)
        .containsExactly("iqn.target", "127.0.0.1:3261,1");
  }
}
