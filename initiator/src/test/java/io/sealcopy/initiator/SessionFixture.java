package io.sealcopy.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the tests of a session share. */
final class SessionFixture {
  static final NegotiationOffer PLAIN = NegotiationOffer.defaults();
  static final NegotiationOffer SMALL =
      PLAIN
          .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, 512)
          .with(TextKey.FIRST_BURST_LENGTH, 1024)
          .with(TextKey.MAX_BURST_LENGTH, 2048)
          .with(TextKey.INITIAL_R2T, false)
          .with(TextKey.MAX_OUTSTANDING_R2T, 2);
  static final NegotiationOffer DIGESTS =
      PLAIN.with(TextKey.HEADER_DIGEST, "CRC32C").with(TextKey.DATA_DIGEST, "CRC32C");

  private SessionFixture() {}

  static InitiatorOptions options() {
    return InitiatorOptions.of("iqn.2026-01.io.sealcopy.test:host", Isid.random(1, 2));
  }

  static Session open(FakeTarget target, InitiatorOptions options) {
    SessionResult result = Session.open(target.url(), options);
    assertThat(result).isInstanceOf(Session.class);
    return (Session) result;
  }

  static ScsiRequest ready() {
    return ScsiRequest.withoutData(0, PrimaryCdbs.testUnitReady());
  }

  static ByteBuffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  static ScsiOutcome end(CompletableFuture<ScsiOutcome> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  static FailureKind failure(CompletableFuture<ScsiOutcome> future) throws Exception {
    return ((ScsiOutcome.Failure) end(future)).kind();
  }

  static DataIn dataIn(
      FakeTarget t, int tag, int dataSn, int offset, int length, boolean last, int underflow) {
    return new DataIn(
        last,
        false,
        false,
        underflow > 0,
        last,
        0,
        0,
        tag,
        Pdu.RESERVED_TAG,
        last ? t.statSn++ : 0,
        t.expCmdSn,
        t.maxCmdSn(),
        dataSn,
        offset,
        underflow,
        length);
  }

  static int drain(FakeTarget target) throws IOException {
    int bytes = 0;
    while (!target.closedByPeer()) {
      bytes++;
    }
    return bytes;
  }
}
