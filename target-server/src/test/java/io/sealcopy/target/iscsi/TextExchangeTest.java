package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text requests in full feature phase. RFC 7143 §6.2, §11.10, §13. */
class TextExchangeTest extends ServedTest {
  private static TestInitiator.Received ask(
      TestInitiator initiator, boolean last, boolean goesOn, int itt, int tag, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    initiator.send(
        new TextRequest(true, last, goesOn, 0, itt, tag, initiator.cmdSn, 1, bytes.length), bytes);
    return initiator.receive();
  }

  private static String answer(TestInitiator initiator, String text) throws IOException {
    TestInitiator.Received received = ask(initiator, true, false, 7, Pdu.RESERVED_TAG, text);
    TextResponse response = (TextResponse) received.pdu();
    assertThat(response.finalPdu()).isTrue();
    assertThat(response.continued()).isFalse();
    assertThat(response.targetTransferTag()).isEqualTo(Pdu.RESERVED_TAG);
    return received.text().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "HeaderDigest=CRC32C, HeaderDigest=Reject",
    "MaxConnections=2, MaxConnections=Reject",
    "InitialR2T=No, InitialR2T=Reject",
    "MaxBurstLength=512, MaxBurstLength=Reject",
    "ErrorRecoveryLevel=0, ErrorRecoveryLevel=Reject",
    "TaskReporting=FastAbort, TaskReporting=Reject",
    "iSCSIProtocolLevel=2, iSCSIProtocolLevel=Reject",
    "OFMarker=Yes, OFMarker=Reject",
    "InitiatorName=iqn.other, InitiatorName=Reject",
    "InitiatorAlias=me, ''",
    "MaxRecvDataSegmentLength=4096, ''",
    "X-com.example.key=1, X-com.example.key=NotUnderstood",
    "X#key=1, X#key=NotUnderstood",
    "X-com.example.key=NotUnderstood, ''",
    "HeaderDigest=Reject, ''",
  })
  void whatEveryKindOfKeyIsAnswered(String asked, String answered) throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      assertThat(answer(initiator, asked + "\0")).isEqualTo(answered);
    }
  }

  @Test
  void aSegmentLengthDeclaredAnewTakesEffect() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      String read = "28 00 00000000 00 0008 00";
      initiator.command(read, 4096, true, false);
      assertThat(initiator.receive(DataIn.class).dataSegmentLength()).isEqualTo(4096);
      answer(initiator, "MaxRecvDataSegmentLength=1024\0");
      initiator.command(read, 4096, true, false);
      for (int i = 0; i < 4; i++) {
        DataIn part = initiator.receive(DataIn.class);
        assertThat(part.dataSegmentLength()).isEqualTo(1024);
        assertThat(part.statusPresent()).isEqualTo(i == 3);
      }
    }
  }

  @Test
  void aRequestMayTakeSeveralPdus() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      TestInitiator.Received received = ask(initiator, false, true, 7, Pdu.RESERVED_TAG, "SendTar");
      TextResponse more = (TextResponse) received.pdu();
      assertThat(more.finalPdu()).isFalse();
      assertThat(received.data()).isEmpty();
      received = ask(initiator, false, false, 7, more.targetTransferTag(), "gets=\0");
      assertThat(received.text()).startsWith("TargetName=" + TestInitiator.TARGET);
      TextResponse open = (TextResponse) received.pdu();
      assertThat(open.finalPdu()).isFalse();
      received = ask(initiator, true, false, 7, open.targetTransferTag(), "X-a=1\0");
      assertThat(received.text()).isEqualTo("X-a=NotUnderstood\n");
      assertThat(((TextResponse) received.pdu()).finalPdu()).isTrue();
    }
  }

  @Test
  void aNewExchangeResetsTheOneBefore() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      ask(initiator, false, true, 7, Pdu.RESERVED_TAG, "MaxRecvDataSegmentLength=512\0X-b");
      assertThat(answer(initiator, "X-a=1\0")).isEqualTo("X-a=NotUnderstood");
      initiator.command("28 00 00000000 00 0002 00", 1024, true, false);
      assertThat(initiator.receive(DataIn.class).dataSegmentLength()).isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, 4711, 'X-a=1'",
    "true, true, -1, 'X-a=1'",
    "true, false, -1, 'MaxRecvDataSegmentLength=511'",
    "true, false, -1, 'X-a'",
  })
  void whatBreaksTheRulesIsRejected(boolean last, boolean goesOn, int tag, String text)
      throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      Reject reject = (Reject) ask(initiator, last, goesOn, 7, tag, text + "\0").pdu();
      assertThat(reject.reason()).isEqualTo(RejectReason.PROTOCOL_ERROR.code());
      assertThat(initiator.closedByTarget()).isTrue();
    }
  }
}
