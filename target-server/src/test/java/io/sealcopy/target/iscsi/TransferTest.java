package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.ScsiStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data in both directions: segments, bursts, R2T, unsolicited data, residuals, digests. */
class TransferTest extends ServedTest {
  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void write(TestInitiator initiator, byte[] data, int immediate, int unsolicited, int max)
      throws IOException {
    String cdb = "8a 00 0000000000000000 %08x 00 00".formatted(data.length / 512);
    byte[] first = Arrays.copyOf(data, immediate);
    int itt = initiator.command(cdb, data.length, false, true, unsolicited == 0, first);
    int sent = immediate;
    if (unsolicited > 0) {
      sent = sequence(initiator, data, itt, Pdu.RESERVED_TAG, sent, sent + unsolicited, max);
    }
    while (sent < data.length) {
      R2t asked = initiator.receive(R2t.class);
      assertThat(asked.bufferOffset()).isEqualTo(sent);
      int end = sent + (int) asked.desiredDataTransferLength();
      sent = sequence(initiator, data, itt, asked.targetTransferTag(), sent, end, max);
    }
    ScsiResponse response = initiator.receive(ScsiResponse.class);
    assertThat(response.status()).isEqualTo(ScsiStatus.GOOD.code());
    assertThat(response.overflow() || response.underflow()).isFalse();
    assertThat(volume.content(0, data.length / 512)).isEqualTo(data);
  }

  private static int sequence(
      TestInitiator initiator, byte[] data, int itt, int tag, int start, int end, int max)
      throws IOException {
    int dataSn = 0;
    for (int at = start; at < end; ) {
      int length = Math.min(max, end - at);
      boolean last = at + length == end;
      initiator.send(
          new DataOut(last, 0, itt, tag, 1, dataSn++, at, length),
          Arrays.copyOfRange(data, at, at + length));
      at += length;
    }
    return end;
  }

  private byte[] read(TestInitiator initiator, int bytes, int maxSegment) throws IOException {
    String cdb = "88 00 0000000000000000 %08x 00 00".formatted(bytes / 512);
    initiator.command(cdb, bytes, true, false);
    byte[] data = new byte[bytes];
    int at = 0;
    int dataSn = 0;
    while (true) {
      TestInitiator.Received received = initiator.receive();
      DataIn pdu = (DataIn) received.pdu();
      assertThat(pdu.bufferOffset()).isEqualTo(at);
      assertThat(pdu.dataSn()).isEqualTo(dataSn++);
      assertThat(received.data().length).isLessThanOrEqualTo(maxSegment);
      System.arraycopy(received.data(), 0, data, at, received.data().length);
      at += received.data().length;
      if (pdu.statusPresent()) {
        assertThat(pdu.finalPdu()).isTrue();
        return data;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "CRC32C"})
  void everyWayToWrite(String digest) throws IOException {
    try (TestInitiator initiator =
        TestInitiator.loggedIn(
            portal,
            "HeaderDigest=" + digest,
            "DataDigest=" + digest,
            "InitialR2T=No",
            "FirstBurstLength=65536",
            "MaxBurstLength=131072",
            "MaxOutstandingR2T=2")) {
      write(initiator, random(4096), 4096, 0, 8192);
      write(initiator, random(65536), 0, 65536, 8192);
      write(initiator, random(65536 + 512), 512, 512, 8192);
      write(initiator, random(1 << 20), 1024, 65536 - 1024, 60_001);
      write(initiator, random(1 << 20), 0, 0, 262_144);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "CRC32C"})
  void readsAreCutToWhatTheInitiatorTakes(String digest) throws IOException {
    try (TestInitiator initiator =
        TestInitiator.loggedIn(
            portal,
            "HeaderDigest=" + digest,
            "DataDigest=" + digest,
            "MaxRecvDataSegmentLength=7001",
            "MaxBurstLength=20000")) {
      byte[] data = random(1 << 18);
      write(initiator, data, 0, 0, 20_000);
      assertThat(read(initiator, 1 << 18, 7001)).isEqualTo(data);
    }
  }

  @Test
  void residualsOfReads() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      initiator.command("28 00 00000000 00 0002 00", 512, true, false);
      DataIn over = initiator.receive(DataIn.class);
      assertThat(over.overflow()).isTrue();
      assertThat(over.residualCount()).isEqualTo(512);
      assertThat(over.dataSegmentLength()).isEqualTo(512);
      initiator.command(READ_ONE, 10_000, true, false);
      DataIn under = initiator.receive(DataIn.class);
      assertThat(under.underflow()).isTrue();
      assertThat(under.residualCount()).isEqualTo(10_000 - 512);
      initiator.command(READ_ONE, 0, false, false);
      ScsiResponse none = initiator.receive(ScsiResponse.class);
      assertThat(none.overflow()).isTrue();
      assertThat(none.residualCount()).isEqualTo(512);
    }
  }

  @Test
  void aCommandThatFailsStillTakesItsUnsolicitedData() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal, "InitialR2T=No")) {
      int itt =
          initiator.command("2a 00 0fffffff 00 0010 00", 8192, false, true, false, new byte[1024]);
      sequence(initiator, new byte[8192], itt, Pdu.RESERVED_TAG, 1024, 8192, 2048);
      ScsiResponse response = initiator.receive(ScsiResponse.class);
      assertThat(response.status()).isEqualTo(ScsiStatus.CHECK_CONDITION.code());
      assertThat(response.dataSegmentLength()).isEqualTo(20);
      initiator.command(READ_ONE, 512, true, false);
      initiator.receive(DataIn.class);
    }
  }

  @Test
  void completionsFromAnotherThreadAreAnsweredInTheirOrder() throws IOException {
    try (ExecutorService other = Executors.newSingleThreadExecutor();
        TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      volume.completions = other;
      for (int round = 0; round < 20; round++) {
        int first = 0;
        for (int i = 0; i < 32; i++) {
          int itt = initiator.command(READ_ONE, 512, true, false);
          first = i == 0 ? itt : first;
        }
        for (int i = 0; i < 32; i++) {
          assertThat(initiator.receive(DataIn.class).initiatorTaskTag()).isEqualTo(first + i);
        }
      }
    }
  }

  @Test
  void theWindowOpensAgainAsCommandsEnd() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(portal)) {
      for (int i = 0; i < 1000; i++) {
        initiator.command(TEST_UNIT_READY, 0, false, false);
        ScsiResponse response = initiator.receive(ScsiResponse.class);
        assertThat(response.expCmdSn()).isEqualTo(initiator.cmdSn);
        assertThat(response.maxCmdSn()).isEqualTo(initiator.cmdSn + 127);
      }
    }
  }
}
