package io.sealcopy.initiator;

import static io.sealcopy.initiator.SessionFixture.DIGESTS;
import static io.sealcopy.initiator.SessionFixture.PLAIN;
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
import io.sealcopy.protocol.iscsi.pdu.AsyncMessage;
import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How sessions end, and what ends them. */
@Timeout(30)
class SessionEndTest {
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
}
