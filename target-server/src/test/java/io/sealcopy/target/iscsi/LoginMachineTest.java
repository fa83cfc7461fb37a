package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapChallenge;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapInitiator;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.iscsi.auth.ChapStep;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.target.scsi.ScsiTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginMachineTest {
  private static final String NAMES = "InitiatorName=iqn.host\0TargetName=iqn.target\0";
  private static final ChapCredentials HOST =
      new ChapCredentials("host", ChapSecret.of("a secret of the host"));
  private static final ChapCredentials SELF =
      new ChapCredentials("target", ChapSecret.of("a secret of the target"));

  private final Random random = new Random(1);

  private LoginMachine machine(Access access) {
    TargetDirectory directory = new TargetDirectory(AccessPolicy.OPEN);
    ScsiTarget scsi = new ScsiTarget("iqn.target", 1, false, Map.of());
    directory.add(new ServedTarget(scsi, Optional.of("an alias"), _ -> access));
    return new LoginMachine(directory, IscsiLimits.DEFAULT, random, _ -> null);
  }

  private static LoginRequest request(boolean transit, int stage, int next) {
    return new LoginRequest(transit, false, stage, next, 0, 0, new Isid(1), 0, 0, 0, 7, 0, 0);
  }

  private static LoginStep step(
      LoginMachine machine, boolean transit, int stage, int next, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return machine.receive(request(transit, stage, next), bytes);
  }

  private static LoginStatus status(LoginStep step) {
    return ((LoginStep.Refuse) step).status();
  }

  private static String text(List<TextParameter> pairs) {
    return StandardCharsets.UTF_8
        .decode(new TextParameters(pairs).encode())
        .toString()
        .replace('\0', ' ');
  }

  @Test
  void straightToFullFeaturePhase() {
    LoginStep step = step(machine(Access.OPEN), true, 1, 3, NAMES + "MaxOutstandingR2T=8\0");
    LoginStep.Establish done = (LoginStep.Establish) step;
    assertThat(text(done.pairs()))
        .contains("TargetPortalGroupTag=1", "TargetAlias=an alias", "MaxOutstandingR2T=4")
        .contains("MaxRecvDataSegmentLength=262144");
    assertThat(done.result().initiatorName()).isEqualTo("iqn.host");
    assertThat(done.result().firstCmdSn()).isEqualTo(7);
    assertThat(done.result().parameters().maxOutstandingR2t()).isEqualTo(4);
    assertThat(done.result().user()).isEmpty();
  }

  @Test
  void throughBothStages() {
    LoginMachine machine = machine(Access.OPEN);
    LoginStep.Reply security =
        (LoginStep.Reply) step(machine, true, 0, 1, NAMES + "AuthMethod=CHAP,None\0");
    assertThat(security.transit()).isTrue();
    // RFC 7143 §6.3.2: operational keys belong to the next stage; open-iscsi insists on it.
    assertThat(text(security.pairs()))
        .contains("AuthMethod=None")
        .doesNotContain("MaxRecvDataSegmentLength");
    assertThat(step(machine, true, 1, 3, "HeaderDigest=CRC32C,None\0"))
        .isInstanceOfSatisfying(
            LoginStep.Establish.class,
            done -> {
              assertThat(done.result().parameters().headerDigest()).isTrue();
              assertThat(text(done.pairs())).contains("MaxRecvDataSegmentLength=262144");
            });
  }

  /** Each unknown key is answered in more bytes than it came in. */
  @Test
  void moreKeysThanOneResponseCanAnswer() {
    StringBuilder text = new StringBuilder(NAMES);
    for (int i = 0; i < 120; i++) {
      text.append("X-%061d=\0".formatted(i));
    }
    assertThat(status(step(machine(Access.OPEN), true, 1, 3, text.toString())))
        .isEqualTo(LoginStatus.INITIATOR_ERROR);
  }

  @Test
  void stagesCannotBeSkippedOrGoBack() {
    assertThat(status(step(machine(Access.OPEN), true, 1, 1, NAMES)))
        .isEqualTo(LoginStatus.INITIATOR_ERROR);
    assertThat(status(step(machine(Access.OPEN), true, 0, 2, NAMES)))
        .isEqualTo(LoginStatus.INITIATOR_ERROR);
    assertThat(status(step(machine(Access.OPEN), true, 3, 3, NAMES)))
        .isEqualTo(LoginStatus.INITIATOR_ERROR);
    LoginMachine machine = machine(Access.OPEN);
    step(machine, false, 1, 0, NAMES);
    assertThat(status(step(machine, true, 0, 3, ""))).isEqualTo(LoginStatus.INITIATOR_ERROR);
  }

  @Test
  void whoIsNotWelcomeHearsWhy() {
    assertThat(status(step(machine(Access.DENIED), true, 1, 3, NAMES)))
        .isEqualTo(LoginStatus.AUTHORIZATION_FAILURE);
    Access chap = new Access.Chap(HOST, Optional.empty());
    assertThat(status(step(machine(chap), true, 1, 3, NAMES)))
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    assertThat(status(step(machine(chap), true, 0, 1, NAMES + "AuthMethod=None\0")))
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    assertThat(status(step(machine(Access.OPEN), true, 0, 1, NAMES + "AuthMethod=CHAP\0")))
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
  }

  @Test
  void versionSessionHandleAndRounds() {
    ByteBuffer names = ByteBuffer.wrap(NAMES.getBytes(StandardCharsets.UTF_8));
    LoginRequest newer = new LoginRequest(true, false, 1, 3, 2, 1, new Isid(1), 0, 0, 0, 7, 0, 0);
    assertThat(status(machine(Access.OPEN).receive(newer, names.duplicate())))
        .isEqualTo(LoginStatus.UNSUPPORTED_VERSION);
    LoginRequest joining = new LoginRequest(true, false, 1, 3, 0, 0, new Isid(1), 5, 0, 0, 7, 0, 0);
    assertThat(status(machine(Access.OPEN).receive(joining, names.duplicate())))
        .isEqualTo(LoginStatus.SESSION_DOES_NOT_EXIST);
    LoginMachine machine = machine(Access.OPEN);
    LoginStep last = step(machine, false, 1, 0, NAMES);
    for (int i = 1; i < 16; i++) {
      last = step(machine, false, 1, 0, "");
    }
    assertThat(last).isInstanceOf(LoginStep.Reply.class);
    assertThat(status(step(machine, false, 1, 0, ""))).isEqualTo(LoginStatus.INITIATOR_ERROR);
  }

  private LoginStep chap(
      LoginMachine machine, List<ChapAlgorithm> algorithms, ChapCredentials self, boolean mutual) {
    ChapInitiator initiator =
        new ChapInitiator(
            algorithms,
            self,
            mutual ? Optional.of(SELF) : Optional.empty(),
            ChapChallenge.random(random));
    step(machine, false, 0, 1, NAMES + "AuthMethod=CHAP\0");
    LoginStep.Reply challenge =
        (LoginStep.Reply) step(machine, false, 0, 1, wire(initiator.start()));
    List<TextParameter> answer =
        switch (initiator.receive(new TextParameters(challenge.pairs()))) {
          case ChapStep.Continue(List<TextParameter> pairs) -> pairs;
          case ChapStep.Done(_, List<TextParameter> pairs) -> pairs;
          case ChapStep.Failed(String reason) -> throw new AssertionError(reason);
        };
    LoginStep proof = step(machine, true, 0, 1, wire(answer));
    if (mutual && proof instanceof LoginStep.Reply reply) {
      assertThat(initiator.receive(new TextParameters(reply.pairs())))
          .isInstanceOf(ChapStep.Done.class);
    }
    return proof;
  }

  private static String wire(List<TextParameter> pairs) {
    return StandardCharsets.UTF_8.decode(new TextParameters(pairs).encode()).toString();
  }

  @ParameterizedTest
  @EnumSource
  void chapWithEveryAlgorithm(ChapAlgorithm algorithm) {
    LoginMachine machine = machine(new Access.Chap(HOST, Optional.of(SELF)));
    LoginStep proof = chap(machine, List.of(algorithm), HOST, true);
    assertThat(proof).isInstanceOf(LoginStep.Reply.class);
    assertThat(step(machine, true, 1, 3, ""))
        .isInstanceOfSatisfying(
            LoginStep.Establish.class, done -> assertThat(done.result().user()).hasValue("host"));
  }

  @Test
  void chapWithAWrongSecretOrName() {
    Access access = new Access.Chap(HOST, Optional.empty());
    List<ChapAlgorithm> all = List.of(ChapAlgorithm.values());
    ChapCredentials wrong = new ChapCredentials("host", ChapSecret.of("not the right secret"));
    assertThat(status(chap(machine(access), all, wrong, false)))
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    ChapCredentials stranger = new ChapCredentials("other", HOST.secret());
    assertThat(status(chap(machine(access), all, stranger, false)))
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    assertThat(status(chap(machine(access), all, HOST, true)))
        .as("no secret of our own to prove")
        .isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
  }

  @Test
  void chapCannotBeLeftHalfWay() {
    LoginMachine machine = machine(new Access.Chap(HOST, Optional.empty()));
    LoginStep.Reply first =
        (LoginStep.Reply) step(machine, true, 0, 3, NAMES + "AuthMethod=CHAP\0");
    assertThat(first.transit()).isFalse();
    assertThat(status(step(machine, true, 0, 3, ""))).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
  }
}
