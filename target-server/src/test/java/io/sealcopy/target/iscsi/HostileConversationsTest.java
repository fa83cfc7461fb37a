package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.pdu.LoginResponse;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.iscsi.pdu.SnackRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each peer here breaks the rules; afterwards a well-behaved one is still served. */
class HostileConversationsTest extends ServedTest {
  @AfterEach
  void aWellBehavedInitiatorIsStillServed() throws IOException {
    try (TestInitiator good = new TestInitiator(portal)) {
      good.isid = 99;
      good.login();
      good.command(READ_ONE, 512, true, false);
      assertThat(good.receive(DataIn.class).statusPresent()).isTrue();
    }
  }

  private void rejected(TestInitiator initiator, RejectReason reason) throws IOException {
    assertThat(initiator.receive(Reject.class).reason()).isEqualTo(reason.code());
    assertThat(initiator.closedByTarget()).isTrue();
  }

  private void loginFails(TestInitiator initiator, int statusClass, int detail) throws IOException {
    LoginResponse response = initiator.receive(LoginResponse.class);
    assertThat(response.statusClass()).isEqualTo(statusClass);
    assertThat(response.statusDetail()).isEqualTo(detail);
    assertThat(initiator.closedByTarget()).isTrue();
  }

  @Test
  void openedAndClosed() throws IOException {
    new TestInitiator(portal).close();
  }

  @Test
  void closedInTheMiddleOfAHeader() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.raw(new byte[17]);
    }
  }

  @Test
  void unknownFirstOpcode() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      byte[] header = new byte[48];
      header[0] = 0x1d;
      initiator.raw(header);
      loginFails(initiator, 2, 0x0b);
    }
  }

  @Test
  void commandBeforeLogin() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.command(READ_ONE, 512, true, false);
      loginFails(initiator, 2, 0x0b);
    }
  }

  @Test
  void loginWithMoreTextThanADataSegmentMayHave() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      initiator.send(
          new LoginRequest(true, false, 1, 3, 0, 0, new Isid(1), 0, 0, 0, 1, 1, 0xffffff));
      loginFails(initiator, 2, 0);
    }
  }

  @Test
  void loginThatNeverEndsItsText() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      byte[] text = new byte[8192];
      Arrays.fill(text, (byte) 'x');
      LoginRequest part =
          new LoginRequest(false, true, 1, 0, 0, 0, new Isid(1), 0, 0, 0, 1, 1, text.length);
      initiator.send(part, text);
      assertThat(initiator.receive(LoginResponse.class).statusClass()).isZero();
      initiator.send(part, text);
      assertThat(initiator.receive(LoginResponse.class).statusClass()).isZero();
      initiator.send(part, text);
      loginFails(initiator, 2, 0);
    }
  }

  @Test
  void loginWithBrokenText() throws IOException {
    for (String text :
        new String[] {
          "InitiatorName",
          "=x",
          "InitiatorName=iqn.x\0InitiatorName=iqn.x",
          "InitiatorName=iqn.x\0TargetName="
              + TestInitiator.TARGET
              + "\0MaxBurstLength=1\0MaxBurstLength=2",
        }) {
      try (TestInitiator initiator = new TestInitiator(portal)) {
        LoginResponse response = (LoginResponse) initiator.login(1, 3, text).pdu();
        assertThat(response.statusClass()).as(text).isEqualTo(2);
        assertThat(initiator.closedByTarget()).isTrue();
      }
    }
  }

  @Test
  void loginWithoutWhatItMustSay() throws IOException {
    try (TestInitiator initiator = new TestInitiator(portal)) {
      LoginResponse response = (LoginResponse) initiator.login(1, 3, "SessionType=Normal").pdu();
      assertThat(response.statusDetail()).isEqualTo(7);
    }
    try (TestInitiator initiator = new TestInitiator(portal)) {
      String text = "InitiatorName=iqn.x\0TargetName=iqn.nobody";
      assertThat(((LoginResponse) initiator.login(1, 3, text).pdu()).statusDetail()).isEqualTo(3);
    }
    try (TestInitiator initiator = new TestInitiator(portal)) {
      String text = "InitiatorName=iqn.x\0SessionType=Strange";
      assertThat(((LoginResponse) initiator.login(1, 3, text).pdu()).statusDetail()).isEqualTo(9);
    }
  }

  @Test
  void dataSegmentLongerThanAgreed() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(initiator.scsi(1, WRITE_ONE, 1 << 24, false, true, true, 0xffffff));
      rejected(initiator, RejectReason.INVALID_PDU_FIELD);
    }
  }

  @Test
  void additionalHeaderSegmentsThatLie() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      byte[] header = initiator.encode(initiator.scsi(1, READ_ONE, 512, true, false, true, 0));
      header[4] = 2;
      initiator.raw(header);
      initiator.raw(new byte[] {(byte) 0xff, (byte) 0xff, 1, 0, 0, 0, 0, 0});
      rejected(initiator, RejectReason.INVALID_PDU_FIELD);
    }
  }

  @Test
  void additionalHeaderSegmentWhereNoneMayBe() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      byte[] header = initiator.encode(new NopOut(true, 0, 7, Pdu.RESERVED_TAG, 1, 1, 0));
      header[4] = (byte) 255;
      initiator.raw(header);
      initiator.raw(new byte[255 * 4]);
      rejected(initiator, RejectReason.INVALID_PDU_FIELD);
    }
  }

  @Test
  void anExtendedCdbIsSkippedByCommandsThatHaveNone() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      byte[] header = initiator.encode(initiator.scsi(1, READ_ONE, 512, true, false, true, 0));
      header[4] = 2;
      initiator.raw(header);
      initiator.raw(new byte[] {0, 5, 1, 0, 1, 2, 3, 4});
      assertThat(initiator.receive(DataIn.class).statusPresent()).isTrue();
    }
  }

  @Test
  void wrongHeaderDigestEndsTheConnection() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "HeaderDigest=CRC32C")) {
      byte[] bytes = initiator.encode(initiator.scsi(1, READ_ONE, 512, true, false, true, 0));
      bytes[50] ^= 1;
      initiator.raw(bytes);
      assertThat(initiator.closedByTarget()).isTrue();
    }
  }

  @Test
  void wrongDataDigestTouchesNoBlock() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "DataDigest=CRC32C")) {
      byte[] data = new byte[512];
      Arrays.fill(data, (byte) 1);
      byte[] bytes =
          initiator.encode(initiator.scsi(1, WRITE_ONE, 512, false, true, true, 512), data);
      bytes[60] ^= 1;
      initiator.raw(bytes);
      rejected(initiator, RejectReason.DATA_DIGEST_ERROR);
      assertThat(volume.content(0, 1)).containsOnly(0);
    }
  }

  @Test
  void dataOutOutOfOrder() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int itt = initiator.command("2a 00 00000000 00 0800 00", 1 << 20, false, true);
      R2t asked = initiator.receive(R2t.class);
      initiator.send(
          new DataOut(false, 0, itt, asked.targetTransferTag(), 1, 0, 512, 512), new byte[512]);
      rejected(initiator, RejectReason.PROTOCOL_ERROR);
    }
    Awaitility.await().until(() -> volume.aborts.get() == 1);
  }

  @Test
  void dataOutThatNobodyAskedForIsDropped() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(new DataOut(true, 0, 77, 88, 1, 0, 0, 512), new byte[512]);
      initiator.command(READ_ONE, 512, true, false);
      assertThat(initiator.receive(DataIn.class).statusPresent()).isTrue();
    }
  }

  @Test
  void nopOutsAfterAnR2tDoNotEndTheWrite() throws IOException {
    try (TestInitiator initiator =
        TestInitiator.loggedIn(portal, "ImmediateData=No", "InitialR2T=Yes")) {
      int itt = initiator.command(WRITE_ONE, 512, false, true);
      R2t asked = initiator.receive(R2t.class);
      for (int i = 0; i < 3; i++) {
        initiator.send(
            new NopOut(true, 0, 1000 + i, Pdu.RESERVED_TAG, initiator.cmdSn, 1, 5), new byte[5]);
        assertThat(initiator.receive().data()).hasSize(5);
      }
      byte[] data = new byte[512];
      Arrays.fill(data, (byte) 9);
      initiator.send(new DataOut(true, 0, itt, asked.targetTransferTag(), 1, 0, 0, 512), data);
      assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
      assertThat(volume.content(0, 1)).isEqualTo(data);
    }
  }

  @Test
  void paddingMayComeLater() throws IOException, InterruptedException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      byte[] ping =
          initiator.encode(
              new NopOut(true, 0, 5, Pdu.RESERVED_TAG, 1, 1, 5),
              "hello".getBytes(StandardCharsets.US_ASCII));
      initiator.raw(Arrays.copyOf(ping, 53));
      Thread.sleep(50);
      initiator.raw(new byte[3]);
      assertThat(initiator.receive().text()).isEqualTo("hello");
    }
  }

  @Test
  void aBugInAVolumeEndsThatSessionOnly() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      volume.completions =
          _ -> {
            throw new IllegalStateException("a bug made by the test");
          };
      initiator.command(READ_ONE, 512, true, false);
      assertThat(initiator.closedByTarget()).isTrue();
      Awaitility.await().until(() -> server.sessions() == 0);
    } finally {
      volume.completions = Runnable::run;
    }
  }

  @Test
  void pdusThatDoNotBelongHere() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(new LoginRequest(true, false, 1, 3, 0, 0, new Isid(1), 0, 0, 0, 1, 1, 0));
      rejected(initiator, RejectReason.PROTOCOL_ERROR);
    }
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.send(new SnackRequest(0, 0, 1, 1, 1, 0, 0, 0));
      rejected(initiator, RejectReason.SNACK_REJECT);
    }
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      byte[] header = new byte[48];
      header[0] = 0x3f;
      initiator.raw(header);
      rejected(initiator, RejectReason.COMMAND_NOT_SUPPORTED);
    }
  }

  @Test
  void taskTagInUse() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int itt = initiator.command("2a 00 00000000 00 0800 00", 1 << 20, false, true);
      initiator.receive(R2t.class);
      initiator.send(initiator.scsi(itt, READ_ONE, 512, true, false, true, 0));
      rejected(initiator, RejectReason.TASK_IN_PROGRESS);
    }
  }

  @Test
  void commandNumbersOutsideTheWindowAreIgnored() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      int right = initiator.cmdSn;
      initiator.cmdSn = right + 10_000;
      initiator.command(READ_ONE, 512, true, false);
      initiator.cmdSn = right - 1;
      initiator.command(READ_ONE, 512, true, false);
      initiator.cmdSn = right;
      int itt = initiator.command(READ_ONE, 512, true, false);
      assertThat(initiator.receive(DataIn.class).initiatorTaskTag()).isEqualTo(itt);
    }
  }
}
