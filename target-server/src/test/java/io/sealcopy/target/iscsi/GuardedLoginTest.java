package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapChallenge;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapInitiator;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.iscsi.auth.ChapStep;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.net.NetLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins by CHAP with wrong and right secrets, on a server that grants two failures. */
@Timeout(60)
class GuardedLoginTest extends ServedTest {
  private static final String NAMES =
      "InitiatorName=iqn.guarded\0TargetName=" + TestInitiator.TARGET + "\0AuthMethod=CHAP\0";
  private static final ChapCredentials RIGHT =
      new ChapCredentials("user", ChapSecret.of("the right secret"));
  private static final ChapCredentials WRONG =
      new ChapCredentials("user", ChapSecret.of("some other secret"));
  private static final int LONGEST_MILLIS = 800;

  private final Random random = new Random(1);

  @Override
  TargetServerSettings settings() {
    NetLimits usual = NetLimits.DEFAULT;
    return super.settings()
        .withLimits(
            IscsiLimits.DEFAULT,
            new NetLimits(
                usual.connectionBytes(), usual.totalBytes(), 64, 15, 2, LONGEST_MILLIS, 15, 2));
  }

  @Override
  TargetDefinition target() {
    return super.target().withAccess(_ -> new Access.Chap(RIGHT, Optional.empty()));
  }

  private static String wire(List<TextParameter> pairs) {
    return StandardCharsets.UTF_8.decode(new TextParameters(pairs).encode()).toString();
  }

  private static TextParameters parsed(TestInitiator.Received received) {
    return (TextParameters)
        TextParameters.parse(ByteBuffer.wrap(received.data()), TextLimits.NEGOTIATION);
  }

  /** How a login from an address ends. */
  private LoginStatus login(String from, ChapCredentials credentials) throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal, from)) {
      LoginResponse first = (LoginResponse) initiator.login(0, 1, NAMES).pdu();
      if (first.statusClass() != 0) {
        return status(first);
      }
      ChapInitiator chap =
          new ChapInitiator(
              List.of(ChapAlgorithm.values()),
              credentials,
              Optional.empty(),
              ChapChallenge.random(random));
      TextParameters challenge = parsed(initiator.login(0, 1, wire(chap.start())));
      ChapStep.Done answer = (ChapStep.Done) chap.receive(challenge);
      return status((LoginResponse) initiator.login(0, 3, wire(answer.pairs())).pdu());
    }
  }

  private static LoginStatus status(LoginResponse response) {
    return LoginStatus.of(response.statusClass(), response.statusDetail()).orElseThrow();
  }

  @Test
  void guessingGetsSlowAndTheRightSecretStillGetsIn() throws IOException {
    List<String> lines = new CopyOnWriteArrayList<>();
    server.whenLoginFails(lines::add);
    long begin = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      assertThat(login("127.0.0.1", WRONG)).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    }
    // Two are free; then 250, 500 and 800 ms.
    assertThat(System.nanoTime() - begin).isGreaterThan(1_500_000_000L);

    long elsewhere = System.nanoTime();
    assertThat(login("127.0.0.2", RIGHT)).isEqualTo(LoginStatus.SUCCESS);
    assertThat(System.nanoTime() - elsewhere).isLessThan(LONGEST_MILLIS * 1_000_000L);

    assertThat(login("127.0.0.1", RIGHT)).isEqualTo(LoginStatus.SUCCESS);
    long again = System.nanoTime();
    assertThat(login("127.0.0.1", RIGHT)).isEqualTo(LoginStatus.SUCCESS);
    assertThat(System.nanoTime() - again).isLessThan(LONGEST_MILLIS * 1_000_000L);

    assertThat(lines).hasSize(6);
    assertThat(lines.getFirst())
        .startsWith("login refused peer=/127.0.0.1:")
        .contains(" initiator=iqn.guarded outcome=\"authentication failure: ")
        .doesNotContain("right secret", "other secret", "0x");
    assertThat(failed("authentication_failure")).isEqualTo(6);
    assertThat(registry.get("sealcopy.target.logins.held").counter().count())
        .isGreaterThanOrEqualTo(3);
  }

  private double failed(String status) {
    return registry.get("sealcopy.target.logins.failed").tag("status", status).counter().count();
  }

  @Test
  void manyAtOnceAreRefusedBeforeTheirSecretIsLookedAt() throws IOException {
    for (int i = 0; i < 5; i++) {
      login("127.0.0.1", WRONG);
    }
    List<TestInitiator> many = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        TestInitiator initiator = new TestInitiator(portal, "127.0.0.1");
        many.add(initiator);
        initiator.send(
            initiator.loginRequest(0, 1, NAMES.length()), NAMES.getBytes(StandardCharsets.UTF_8));
      }
      int refused = 0;
      for (TestInitiator each : many) {
        LoginStatus status = status((LoginResponse) each.receive().pdu());
        refused += status == LoginStatus.SERVICE_UNAVAILABLE ? 1 : 0;
      }
      assertThat(refused).isGreaterThan(35);
    } finally {
      for (TestInitiator each : many) {
        each.close();
      }
    }
    assertThat(login("127.0.0.3", RIGHT)).isEqualTo(LoginStatus.SUCCESS);
  }

  /** What a peer calls things may not look like another line of the log. */
  @Test
  void aLineIsALine() throws IOException {
    List<String> lines = new CopyOnWriteArrayList<>();
    server.whenLoginFails(lines::add);
    try (TestInitiator initiator = new TestInitiator(portal)) {
      String text = "InitiatorName=iqn.x\0SessionType=\"\nlogin \u202e\u0007";
      assertThat(status((LoginResponse) initiator.login(1, 3, text).pdu()))
          .isNotEqualTo(LoginStatus.SUCCESS);
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).matches("[ -~]+").endsWith("\"");
    assertThat(lines.getFirst().chars().filter(c -> c == '"').count()).isEqualTo(2);
  }
}
