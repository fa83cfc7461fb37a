package io.sealcopy.initiator;

import static io.sealcopy.initiator.SessionFixture.DIGESTS;
import static io.sealcopy.initiator.SessionFixture.PLAIN;
import static io.sealcopy.initiator.SessionFixture.SMALL;
import static io.sealcopy.initiator.SessionFixture.dataIn;
import static io.sealcopy.initiator.SessionFixture.drain;
import static io.sealcopy.initiator.SessionFixture.end;
import static io.sealcopy.initiator.SessionFixture.failure;
import static io.sealcopy.initiator.SessionFixture.open;
import static io.sealcopy.initiator.SessionFixture.options;
import static io.sealcopy.initiator.SessionFixture.random;
import static io.sealcopy.initiator.SessionFixture.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.protocol.scsi.ScsiStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Corners of RFC 7143 that a well-behaved target does not show. */
@Timeout(30)
class SessionTest {

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
  void anAbortedCommandIsToldAsAborted() throws Exception {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  ScsiCommand command = t.expect(ScsiCommand.class);
                  arrived.complete(null);
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
      arrived.get(20, TimeUnit.SECONDS);
      assertThat(session.abort(command).get(20, TimeUnit.SECONDS))
          .isEqualTo(new TaskManagementOutcome.Complete());
      assertThat(failure(outcome)).isEqualTo(FailureKind.ABORTED);
      assertThat(session.resetLogicalUnit(3).get(20, TimeUnit.SECONDS))
          .isEqualTo(new TaskManagementOutcome.Refused(5));
      session.abandon();
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

  @Test
  void completionsMaySubmitWithoutBeingHeldBack() throws Exception {
    int count = 300;
    try (FakeTarget target =
            FakeTarget.loggingIn(
                PLAIN,
                t -> {
                  for (int i = 0; i < count; i++) {
                    t.good(t.expect(ScsiCommand.class).initiatorTaskTag());
                  }
                  drain(t);
                });
        Session session = open(target, options().withMaxCommands(1))) {
      AtomicInteger left = new AtomicInteger(count);
      CountDownLatch completed = new CountDownLatch(count);
      submitTwice(session, left, completed);
      assertThat(completed.await(20, TimeUnit.SECONDS)).isTrue();
      session.abandon();
    }
  }

  private static void submitTwice(Session session, AtomicInteger left, CountDownLatch completed) {
    for (int i = 0; i < 2 && left.getAndDecrement() > 0; i++) {
      session.submit(
          ready(),
          outcome -> {
            assertThat(outcome.good()).isTrue();
            submitTwice(session, left, completed);
            completed.countDown();
          });
    }
  }
}
