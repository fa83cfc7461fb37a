package io.sealcopy.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.ScsiStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Corners of RFC 7143 that a well-behaved target does not show. */
@Timeout(30)
class SessionTest {
  private static final NegotiationOffer PLAIN = NegotiationOffer.defaults();
  private static final NegotiationOffer SMALL =
      PLAIN
          .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, 512)
          .with(TextKey.FIRST_BURST_LENGTH, 1024)
          .with(TextKey.MAX_BURST_LENGTH, 2048)
          .with(TextKey.INITIAL_R2T, false)
          .with(TextKey.MAX_OUTSTANDING_R2T, 2);
  private static final NegotiationOffer DIGESTS =
      PLAIN.with(TextKey.HEADER_DIGEST, "CRC32C").with(TextKey.DATA_DIGEST, "CRC32C");

  private static InitiatorOptions options() {
    return InitiatorOptions.of("iqn.2026-01.io.sealcopy.test:host", Isid.random(1, 2));
  }

  private static Session open(FakeTarget target, InitiatorOptions options) {
    SessionResult result = Session.open(target.url(), options);
    assertThat(result).isInstanceOf(Session.class);
    return (Session) result;
  }

  private static ScsiRequest ready() {
    return ScsiRequest.withoutData(0, PrimaryCdbs.testUnitReady());
  }

  private static ByteBuffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static ScsiOutcome end(CompletableFuture<ScsiOutcome> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static FailureKind failure(CompletableFuture<ScsiOutcome> future) throws Exception {
    return ((ScsiOutcome.Failure) end(future)).kind();
  }

  /** Immediate data, unsolicited data, then two R2Ts out of order of offset. */
  @Test
  void dataOfAWriteGoesInThePiecesAgreed() throws Exception {
    int length = 5000;
    ByteBuffer written = random(length);
    ByteBuffer arrived = ByteBuffer.allocate(length);
    List<String> pieces = new ArrayList<>();
    try (FakeTarget target =
            FakeTarget.loggingIn(
                SMALL,
                t -> {
                  FakeTarget.Received received = t.receive();
                  ScsiCommand command = (ScsiCommand) received.pdu();
                  assertThat(command.expectedDataTransferLength()).isEqualTo(length);
                  assertThat(command.finalPdu()).isFalse();
                  arrived.put(0, received.data(), 0, received.data().remaining());
                  pieces.add("immediate " + received.data().remaining());
                  int tag = command.initiatorTaskTag();
                  collect(t, arrived, pieces);
                  t.send(
                      new R2t(0, tag, 0x10, t.statSn, t.expCmdSn, t.maxCmdSn(), 0, 3072, 1928, 0));
                  t.send(
                      new R2t(0, tag, 0x11, t.statSn, t.expCmdSn, t.maxCmdSn(), 1, 1024, 2048, 0));
                  collect(t, arrived, pieces);
                  collect(t, arrived, pieces);
                  t.good(tag);
                });
        Session session = open(target, options())) {
      assertThat(session.parameters().maxBurstLength()).isEqualTo(2048);
      ScsiOutcome outcome =
          end(
              session.execute(
                  ScsiRequest.writing(
                      0,
                      BlockCdbs.write16(0, 10, false),
                      written.slice(0, 700),
                      written.slice(700, 4300))));
      assertThat(outcome.describe()).isEqualTo("GOOD");
      target.finish();
      assertThat(arrived.mismatch(written)).isEqualTo(-1);
      assertThat(pieces)
          .containsExactly(
              "immediate 512",
              "ffffffff 0 512 512 final",
              "10 0 3072 512",
              "10 1 3584 512",
              "10 2 4096 512",
              "10 3 4608 392 final",
              "11 0 1024 512",
              "11 1 1536 512",
              "11 2 2048 512",
              "11 3 2560 512 final");
    }
  }

  /** Takes Data-Out PDUs up to the final one. */
  private static void collect(FakeTarget target, ByteBuffer arrived, List<String> pieces)
      throws IOException {
    while (true) {
      FakeTarget.Received received = target.receive();
      DataOut data = (DataOut) received.pdu();
      arrived.put((int) data.bufferOffset(), received.data(), 0, received.data().remaining());
      pieces.add(
          "%x %d %d %d%s"
              .formatted(
                  data.targetTransferTag(),
                  data.dataSn(),
                  data.bufferOffset(),
                  received.data().remaining(),
                  data.finalPdu() ? " final" : ""));
      if (data.finalPdu()) {
        return;
      }
    }
  }

  @Test
  void commandsKeepTheirOrderAndWaitForTheWindow() throws Exception {
    int count = 40;
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  // The login gave a window of 32; from now on one command at a time.
                  for (int i = 0; i < count; i++) {
                    ScsiCommand command = t.expect(ScsiCommand.class);
                    assertThat(command.cdb().u32(2)).isEqualTo(i);
                    if (i == 31) {
                      // FakeTarget checks that numbers have no gap; nothing more may come now.
                      Thread.sleep(100);
                      assertThat(t.socket().getInputStream().available()).isZero();
                    }
                    if (i >= 31) {
                      t.window = 1;
                      t.good(command.initiatorTaskTag());
                    }
                  }
                  drain(t);
                });
        Session session = open(target, options())) {
      List<CompletableFuture<ScsiOutcome>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(session.execute(ScsiRequest.withoutData(0, BlockCdbs.read10(i, 0))));
      }
      for (int i = 31; i < count; i++) {
        assertThat(end(all.get(i)).good()).isTrue();
      }
      assertThat(all.get(0)).isNotDone();
      session.abandon();
      target.finish();
      assertThat(failure(all.get(0))).isEqualTo(FailureKind.SESSION_CLOSED);
    }
  }

  @Test
  void dataInArrivesInTheCallersBuffer() throws Exception {
    ByteBuffer data = random(1001);
    try (FakeTarget target =
            FakeTarget.loggingIn(
                DIGESTS,
                t -> {
                  int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
                  t.send(dataIn(t, tag, 0, 0, 501, false, 0), data.slice(0, 501));
                  t.send(dataIn(t, tag, 1, 501, 500, true, 23), data.slice(501, 500));
                });
        Session session = open(target, options().withDigests(true))) {
      ByteBuffer in = ByteBuffer.allocate(1100).position(50).limit(1074);
      assertThat(end(session.execute(ScsiRequest.reading(0, PrimaryCdbs.inquiry(1024), in))))
          .isEqualTo(new ScsiOutcome.Response(ScsiStatus.GOOD, Optional.empty(), 1001, 23, 0));
      assertThat(in.slice(50, 1001)).isEqualTo(data);
      assertThat(in.get(1072)).isZero();
      target.finish();
      session.abandon();
    }
  }

  private static DataIn dataIn(
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

  @Test
  void statusCarriesSenseAndResidual() throws Exception {
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
                  ByteBuffer sense = ByteBuffer.allocate(20).putShort(0, (short) 18);
                  sense.put(2, (byte) 0x70).put(4, (byte) 0x07).put(14, (byte) 0x27);
                  t.status(tag, 2, false, true, 512, sense);
                  tag = t.expect(ScsiCommand.class).initiatorTaskTag();
                  t.status(tag, 0x18, true, false, 9, ByteBuffer.allocate(0));
                });
        Session session = open(target, options())) {
      ScsiOutcome protect = end(session.execute(ready()));
      assertThat(protect.describe())
          .isEqualTo("CHECK_CONDITION: DATA_PROTECT, write protected (27/00)");
      assertThat(((ScsiOutcome.Response) protect).underflow()).isEqualTo(512);
      assertThat(end(session.execute(ready())))
          .isEqualTo(
              new ScsiOutcome.Response(ScsiStatus.RESERVATION_CONFLICT, Optional.empty(), 0, 0, 9));
      session.abandon();
    }
  }

  @Test
  void aPingOfTheTargetIsAnswered() throws Exception {
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  t.send(
                      new NopIn(
                          5L << 48, Pdu.RESERVED_TAG, 0x77, t.statSn, t.expCmdSn, t.maxCmdSn(), 4),
                      ByteBuffer.allocate(4));
                  NopOut answer = t.expect(NopOut.class);
                  assertThat(answer.targetTransferTag()).isEqualTo(0x77);
                  assertThat(answer.initiatorTaskTag()).isEqualTo(Pdu.RESERVED_TAG);
                  assertThat(answer.immediate()).isTrue();
                  assertThat(answer.lun()).isEqualTo(5L << 48);
                  assertThat(answer.cmdSn()).isEqualTo(t.expCmdSn);
                });
        Session session = open(target, options())) {
      target.finish();
      session.abandon();
    }
  }

  @Test
  void aSilentTargetIsGivenUp() throws Exception {
    InitiatorOptions impatient =
        options()
            .withTimeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                Duration.ofMillis(300));
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  t.expect(ScsiCommand.class);
                  NopOut ping = t.expect(NopOut.class);
                  t.send(
                      new NopIn(
                          0,
                          ping.initiatorTaskTag(),
                          Pdu.RESERVED_TAG,
                          t.statSn++,
                          t.expCmdSn,
                          t.maxCmdSn(),
                          0));
                  t.expect(NopOut.class);
                  assertThat(t.closedByPeer()).isTrue();
                });
        Session session = open(target, impatient)) {
      assertThat(failure(session.execute(ready()))).isEqualTo(FailureKind.PING_TIMEOUT);
      target.finish();
    }
  }

  @Test
  void aCommandThatTakesTooLongEndsTheSession() throws Exception {
    InitiatorOptions impatient =
        options()
            .withTimeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    try (FakeTarget target = FakeTarget.loggingIn(PLAIN, t -> assertThat(drain(t)).isPositive());
        Session session = open(target, impatient)) {
      assertThat(failure(session.execute(ready()))).isEqualTo(FailureKind.COMMAND_TIMEOUT);
      assertThat(failure(session.execute(ready()))).isEqualTo(FailureKind.COMMAND_TIMEOUT);
    }
  }

  private static int drain(FakeTarget target) throws IOException {
    int bytes = 0;
    while (!target.closedByPeer()) {
      bytes++;
    }
    return bytes;
  }

  @Test
  void aRejectedCommandFailsAlone() throws Exception {
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  ScsiCommand refused = t.expect(ScsiCommand.class);
                  ByteBuffer header = ByteBuffer.allocate(48);
                  refused.encode(header);
                  t.send(new Reject(9, t.statSn++, t.expCmdSn, t.maxCmdSn(), 0, 48), header.flip());
                  t.good(t.expect(ScsiCommand.class).initiatorTaskTag());
                });
        Session session = open(target, options())) {
      CompletableFuture<ScsiOutcome> refused = session.execute(ready());
      CompletableFuture<ScsiOutcome> fine = session.execute(ready());
      assertThat(failure(refused)).isEqualTo(FailureKind.REJECTED);
      assertThat(end(refused).describe()).contains("invalid PDU field");
      assertThat(end(fine).good()).isTrue();
      session.abandon();
    }
  }

  @Test
  void wrongDigestsEndTheSession() throws Exception {
    for (int[] faults : new int[][] {{1, 0}, {0, 1}}) {
      try (FakeTarget target =
              FakeTarget.loggingIn(
                  DIGESTS,
                  t -> {
                    int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
                    ByteBuffer data = random(99);
                    t.raw(t.bytes(dataIn(t, tag, 0, 0, 99, true, 0), data, faults[0], faults[1]));
                    assertThat(t.closedByPeer()).isTrue();
                  });
          Session session = open(target, options().withDigests(false))) {
        assertThat(
                failure(
                    session.execute(
                        ScsiRequest.reading(0, PrimaryCdbs.inquiry(99), ByteBuffer.allocate(99)))))
            .isEqualTo(FailureKind.DIGEST_ERROR);
        target.finish();
      }
    }
  }

  @Test
  void aHalfClosedConnectionFailsWhatIsOutstanding() throws Exception {
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  t.expect(ScsiCommand.class);
                  t.socket().shutdownOutput();
                  drain(t);
                });
        Session session = open(target, options())) {
      CompletableFuture<ScsiOutcome> lost = session.execute(ready());
      assertThat(end(lost))
          .isInstanceOfSatisfying(
              ScsiOutcome.Failure.class,
              failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION_LOST);
                assertThat(failure.maybeExecuted()).isTrue();
              });
      assertThat(((ScsiOutcome.Failure) end(session.execute(ready()))).maybeExecuted()).isFalse();
      target.finish();
    }
  }

  @Test
  void aTargetThatWantsALogoutGetsIt() throws Exception {
    CompletableFuture<ScsiOutcome.Failure> closed = new CompletableFuture<>();
    SessionListener listener =
        new SessionListener() {
          @Override
          public void closed(ScsiOutcome.Failure reason) {
            closed.complete(reason);
          }
        };
    try (FakeTarget target =
        FakeTarget.loggingIn(
            PLAIN,
            t -> {
              int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
              t.send(
                  new AsyncMessage(
                      0,
                      t.statSn++,
                      t.expCmdSn,
                      t.maxCmdSn(),
                      AsyncMessage.LOGOUT_REQUESTED,
                      0,
                      0,
                      0,
                      5,
                      0));
              t.good(tag);
              LogoutRequest logout = t.expect(LogoutRequest.class);
              t.send(
                  new LogoutResponse(
                      0, logout.initiatorTaskTag(), t.statSn++, t.expCmdSn, t.maxCmdSn(), 0, 0, 0));
              assertThat(t.closedByPeer()).isTrue();
            })) {
      Session session = (Session) Session.open(target.url(), options(), listener);
      assertThat(end(session.execute(ready())).good()).isTrue();
      assertThat(closed.get(20, TimeUnit.SECONDS).kind()).isEqualTo(FailureKind.SESSION_CLOSED);
      assertThat(failure(session.execute(ready()))).isEqualTo(FailureKind.SESSION_CLOSED);
      target.finish();
    }
  }

  @Test
  void closingWaitsForCommandsAndLogsOut() throws Exception {
    try (FakeTarget target =
        FakeTarget.loggingIn(
            PLAIN,
            t -> {
              int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
              Thread.sleep(100);
              t.good(tag);
              LogoutRequest logout = t.expect(LogoutRequest.class);
              assertThat(logout.reason()).isEqualTo(LogoutRequest.CLOSE_SESSION);
              t.send(
                  new LogoutResponse(
                      0, logout.initiatorTaskTag(), t.statSn++, t.expCmdSn, t.maxCmdSn(), 0, 0, 0));
              assertThat(t.closedByPeer()).isTrue();
            })) {
      Session session = open(target, options());
      CompletableFuture<ScsiOutcome> slow = session.execute(ready());
      session.close();
      assertThat(slow.join().good()).isTrue();
      target.finish();
    }
  }

  @Test
  void anAbortedCommandIsToldAsAborted() throws Exception {
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  ScsiCommand command = t.expect(ScsiCommand.class);
                  TaskManagementRequest abort = t.expect(TaskManagementRequest.class);
                  assertThat(abort.function()).isEqualTo(TaskManagementRequest.ABORT_TASK);
                  assertThat(abort.referencedTaskTag()).isEqualTo(command.initiatorTaskTag());
                  assertThat(abort.refCmdSn()).isEqualTo(command.cmdSn());
                  t.send(
                      new TaskManagementResponse(
                          0, abort.initiatorTaskTag(), t.statSn++, t.expCmdSn, t.maxCmdSn(), 0));
                  TaskManagementRequest reset = t.expect(TaskManagementRequest.class);
                  t.send(
                      new TaskManagementResponse(
                          5, reset.initiatorTaskTag(), t.statSn++, t.expCmdSn, t.maxCmdSn(), 0));
                });
        Session session = open(target, options())) {
      CompletableFuture<ScsiOutcome> outcome = new CompletableFuture<>();
      PendingCommand command = session.submit(ready(), outcome::complete);
      assertThat(session.abort(command).get(20, TimeUnit.SECONDS))
          .isEqualTo(new TaskManagementOutcome.Complete());
      assertThat(failure(outcome)).isEqualTo(FailureKind.ABORTED);
      assertThat(session.resetLogicalUnit(3).get(20, TimeUnit.SECONDS))
          .isEqualTo(new TaskManagementOutcome.Refused(5));
      session.abandon();
    }
  }

  @Test
  void aTargetThatAsksForTooMuchIsDropped() throws Exception {
    List<long[]> faults =
        List.of(new long[] {0, 4097}, new long[] {4096, 1}, new long[] {0, 0}, new long[] {-1, 1});
    for (long[] fault : faults) {
      try (FakeTarget target =
              FakeTarget.loggingIn(
                  PLAIN.with(TextKey.IMMEDIATE_DATA, false),
                  t -> {
                    int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
                    t.send(
                        new R2t(
                            0,
                            tag,
                            1,
                            t.statSn,
                            t.expCmdSn,
                            t.maxCmdSn(),
                            0,
                            fault[0],
                            fault[1],
                            0));
                    drain(t);
                  });
          Session session = open(target, options())) {
        assertThat(
                failure(
                    session.execute(
                        ScsiRequest.writing(
                            0, BlockCdbs.write16(0, 8, false), ByteBuffer.allocate(4096)))))
            .isEqualTo(FailureKind.PROTOCOL_VIOLATION);
      }
    }
  }

  @Test
  void dataBeyondTheBufferAndStrangePdusEndTheSession() throws Exception {
    List<FakeTarget.Script> faults =
        List.of(
            t -> {
              int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
              t.send(dataIn(t, tag, 0, 0, 11, true, 0), ByteBuffer.allocate(11));
            },
            t -> {
              int tag = t.expect(ScsiCommand.class).initiatorTaskTag();
              t.send(dataIn(t, tag, 0, 4, 4, true, 0), ByteBuffer.allocate(4));
            },
            t -> {
              t.expect(ScsiCommand.class);
              byte[] unknown = new byte[48];
              unknown[0] = 0x3c;
              t.raw(unknown);
            },
            t -> {
              t.expect(ScsiCommand.class);
              byte[] huge = new byte[48];
              huge[0] = 0x25;
              huge[5] = (byte) 0xff;
              t.raw(huge);
            },
            t -> {
              t.expect(ScsiCommand.class);
              byte[] ahs = new byte[48];
              ahs[0] = 0x21;
              ahs[4] = 1;
              t.raw(ahs);
            },
            t -> t.send(t.expect(ScsiCommand.class)));
    for (FakeTarget.Script fault : faults) {
      try (FakeTarget target =
              FakeTarget.loggingIn(
                  PLAIN,
                  t -> {
                    fault.run(t);
                    drain(t);
                  });
          Session session = open(target, options())) {
        assertThat(
                failure(
                    session.execute(
                        ScsiRequest.reading(0, PrimaryCdbs.inquiry(10), ByteBuffer.allocate(10)))))
            .isEqualTo(FailureKind.PROTOCOL_VIOLATION);
        target.finish();
      }
    }
  }

  @Test
  void submissionIsHeldBackWhenTooMuchWaits() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    int count = 50;
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  go.get(20, TimeUnit.SECONDS);
                  for (int i = 0; i < count; i++) {
                    t.good(t.expect(ScsiCommand.class).initiatorTaskTag());
                  }
                });
        Session session = open(target, options().withMaxCommands(4))) {
      List<CompletableFuture<ScsiOutcome>> all = new ArrayList<>();
      Thread submitter =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < count; i++) {
                  synchronized (all) {
                    all.add(new CompletableFuture<>());
                  }
                  session.submit(ready(), all.get(i)::complete);
                }
              });
      Thread.sleep(200);
      synchronized (all) {
        // Four outstanding, four waiting, one that blocks.
        assertThat(all).hasSizeLessThanOrEqualTo(9);
      }
      go.complete(null);
      submitter.join();
      for (CompletableFuture<ScsiOutcome> one : all) {
        assertThat(end(one).good()).isTrue();
      }
      session.abandon();
    }
  }
}
