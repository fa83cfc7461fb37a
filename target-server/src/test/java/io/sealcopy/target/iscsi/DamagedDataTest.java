package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.SenseData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data-Out that was lost or damaged costs its command, not the connection. RFC 7143 §7.8, §7.9. */
class DamagedDataTest extends ServedTest {
  private static final String WRITE_TWO = "2a 00 00000000 00 0002 00";

  private static DataOut data(int itt, int tag, boolean last, int dataSn, int offset) {
    return new DataOut(last, 0, itt, tag, 1, dataSn, offset, 512);
  }

  private void endsInProtocolServiceCrcError(TestInitiator initiator, int itt) throws IOException {
    TestInitiator.Received received = initiator.receive();
    ScsiResponse response = (ScsiResponse) received.pdu();
    assertThat(response.initiatorTaskTag()).isEqualTo(itt);
    ByteBuffer sense = ByteBuffer.wrap(received.data(), 2, received.data().length - 2);
    assertThat(SenseData.decode(sense).orElseThrow().additionalSense().name())
        .isEqualTo("PROTOCOL_SERVICE_CRC_ERROR");
    assertThat(volume.aborts).hasPositiveValue();
    volume.aborts.set(0);
  }

  private static void stillServes(TestInitiator initiator) throws IOException {
    initiator.command(READ_ONE, 512, true, false);
    assertThat(initiator.receive(DataIn.class).statusPresent()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "27, 28", "-1, 0"})
  void numbersThatTellOfALostDataOut(int first, int second) throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "InitialR2T=No")) {
      int itt = initiator.command(WRITE_TWO, 1024, false, true, false);
      initiator.send(data(itt, Pdu.RESERVED_TAG, false, first, 0), new byte[512]);
      initiator.send(data(itt, Pdu.RESERVED_TAG, true, second, 512), new byte[512]);
      endsInProtocolServiceCrcError(initiator, itt);

      itt = initiator.command(WRITE_TWO, 1024, false, true);
      int tag = initiator.receive(R2t.class).targetTransferTag();
      initiator.send(data(itt, tag, false, first, 0), new byte[512]);
      stillServes(initiator);
      initiator.send(data(itt, tag, true, second, 512), new byte[512]);
      endsInProtocolServiceCrcError(initiator, itt);
      stillServes(initiator);
    }
  }

  @Test
  void everySequenceThatWasAskedForIsWaitedFor() throws IOException {
    try (TestInitiator initiator =
        TestInitiator.loggedIn(portal, "MaxBurstLength=512", "MaxOutstandingR2T=2")) {
      int itt = initiator.command(WRITE_TWO, 1024, false, true);
      int one = initiator.receive(R2t.class).targetTransferTag();
      int two = initiator.receive(R2t.class).targetTransferTag();
      initiator.send(data(itt, one, true, 7, 0), new byte[512]);
      stillServes(initiator);
      initiator.send(data(itt, two, true, 0, 512), new byte[512]);
      endsInProtocolServiceCrcError(initiator, itt);
    }
  }

  @Test
  void aWrongDigestOfDataOutIsRejectedAndEndsTheCommand() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "DataDigest=CRC32C")) {
      int itt = initiator.command(WRITE_TWO, 1024, false, true);
      int tag = initiator.receive(R2t.class).targetTransferTag();
      byte[] damaged = initiator.encode(data(itt, tag, false, 0, 0), new byte[512]);
      damaged[60] ^= 1;
      initiator.raw(damaged);
      TestInitiator.Received received = initiator.receive();
      assertThat(((Reject) received.pdu()).reason())
          .isEqualTo(RejectReason.DATA_DIGEST_ERROR.code());
      assertThat(HexFormat.of().formatHex(received.data()))
          .isEqualTo(HexFormat.of().formatHex(damaged, 0, 48));
      initiator.send(data(itt, tag, true, 1, 512), new byte[512]);
      endsInProtocolServiceCrcError(initiator, itt);
      stillServes(initiator);
    }
  }
}
