package io.sealcopy.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealcopy.protocol.iscsi.Opcode;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.NopIn;
import io.sealcopy.protocol.iscsi.pdu.NopOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.Reject;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What kills or fools another Java target, jSCSI's: none of it may touch ours, nor another session
 * of it. See docs/decisions/010-jscsi-is-a-peer-not-a-part.md.
 */
@Timeout(60)
class HostilePeerTest {
  private static final String NAME = "iqn.2026-01.io.sealcopy.test:hostile";
  private static final int BLOCK = 512;
  private static final byte[] NONE = {};
  private static final String[] R2T_ONLY = {"ImmediateData=No", "InitialR2T=Yes"};

  private TargetServer server;
  private InetSocketAddress portal;
  private RawInitiator victim;

  @BeforeEach
  void start() throws IOException {
    server =
        TargetServer.start(
            TargetServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withDrainSeconds(0),
            List.of(
                TargetDefinition.of(NAME, LogicalUnit.of(new TestVolume(BLOCK, 256)))
                    .withoutPowerOnAttention()),
            new SimpleMeterRegistry());
    portal = server.portals().getFirst();
    victim = RawInitiator.login(portal, NAME);
  }

  @AfterEach
  void stop() throws IOException {
    victim.close();
    server.close();
  }

  /** Another session goes on as if nothing had happened, and a new one can be opened. */
  private void othersAreUntouched() throws IOException {
    for (RawInitiator initiator : List.of(victim, RawInitiator.login(portal, NAME))) {
      byte[] data = random(initiator.cmdSn(), 2 * BLOCK);
      int write = initiator.command(false, true, data.length, BlockCdbs.write10(9, 2, false), data);
      good(initiator.receive(), write);
      assertThat(read(initiator, 9, 2)).isEqualTo(data);
    }
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void good(RawInitiator.Answer answer, int tag) {
    assertThat(answer.pdu())
        .isInstanceOfSatisfying(
            ScsiResponse.class,
            response -> {
              assertThat(response.initiatorTaskTag()).isEqualTo(tag);
              assertThat(response.status()).isZero();
              assertThat(response.response()).isZero();
            });
  }

  private static byte[] read(RawInitiator initiator, int lba, int blocks) throws IOException {
    initiator.command(true, false, blocks * BLOCK, BlockCdbs.read10(lba, blocks), NONE);
    RawInitiator.Answer answer = initiator.receive();
    assertThat(answer.pdu()).isInstanceOf(DataIn.class);
    if (!((DataIn) answer.pdu()).statusPresent()) {
      assertThat(initiator.receive().pdu()).isInstanceOf(ScsiResponse.class);
    }
    return answer.data();
  }

  private static NopOut ping(RawInitiator initiator, int tag, int length) {
    return new NopOut(true, 0, tag, Pdu.RESERVED_TAG, initiator.cmdSn(), 0, length);
  }

  /** jSCSI takes them for the data and ends the write GOOD. */
  @Test
  void pingsAfterAnR2tDoNotCountAsItsData() throws IOException {
    try (RawInitiator initiator = RawInitiator.login(portal, NAME, R2T_ONLY)) {
      byte[] data = random(1, 8 * BLOCK);
      int tag = initiator.command(false, true, data.length, BlockCdbs.write10(0, 8, false), NONE);
      R2t r2t = (R2t) initiator.receive().pdu();
      assertThat(r2t.desiredDataTransferLength()).isEqualTo(data.length);
      for (int i = 0; i < 20; i++) {
        initiator.send(ping(initiator, 100 + i, 7), random(i, 7));
        RawInitiator.Answer echo = initiator.receive();
        assertThat(echo.pdu()).isInstanceOf(NopIn.class);
        assertThat(echo.pdu().initiatorTaskTag()).isEqualTo(100 + i);
        assertThat(echo.data()).isEqualTo(random(i, 7));
      }
      initiator.send(
          new DataOut(true, 0, tag, r2t.targetTransferTag(), 0, 0, 0, data.length), data);
      good(initiator.receive(), tag);
      assertThat(read(initiator, 0, 8)).isEqualTo(data);
      othersAreUntouched();
    }
  }

  @Test
  void paddingMayComeInALaterSegment() throws Exception {
    try (RawInitiator initiator = RawInitiator.login(portal, NAME, R2T_ONLY)) {
      inTwoSegments(initiator, RawInitiator.bytes(ping(initiator, 50, 5), random(5, 5)), 3);
      RawInitiator.Answer echo = initiator.receive();
      assertThat(echo.pdu()).isInstanceOf(NopIn.class);
      assertThat(echo.data()).isEqualTo(random(5, 5));

      byte[] data = random(2, BLOCK);
      int tag = initiator.command(false, true, BLOCK, BlockCdbs.write10(20, 1, false), NONE);
      int transfer = ((R2t) initiator.receive().pdu()).targetTransferTag();
      int first = BLOCK - 3;
      inTwoSegments(
          initiator,
          RawInitiator.bytes(
              new DataOut(false, 0, tag, transfer, 0, 0, 0, first), Arrays.copyOf(data, first)),
          3);
      inTwoSegments(
          initiator,
          RawInitiator.bytes(
              new DataOut(true, 0, tag, transfer, 0, 1, first, 3),
              Arrays.copyOfRange(data, first, BLOCK)),
          1);
      good(initiator.receive(), tag);
      assertThat(read(initiator, 20, 1)).isEqualTo(data);
      othersAreUntouched();
    }
  }

  private static void inTwoSegments(RawInitiator initiator, byte[] pdu, int last)
      throws IOException, InterruptedException {
    initiator.raw(Arrays.copyOf(pdu, pdu.length - last));
    Thread.sleep(50);
    initiator.raw(Arrays.copyOfRange(pdu, pdu.length - last, pdu.length));
  }

  @Test
  void connectionsMayOpenAndClose() throws IOException {
    for (int i = 0; i < 60; i++) {
      RawInitiator visitor = new RawInitiator(portal);
      if (i % 3 == 1) {
        visitor.raw(new byte[] {0x43, (byte) 0x87});
      }
      if (i % 2 == 0) {
        visitor.close();
      } else {
        visitor.reset();
      }
    }
    othersAreUntouched();
  }

  @Test
  void theFirstOpcodeMayBeAnything() throws IOException {
    for (int opcode = 0; opcode < 0x40; opcode++) {
      if (opcode == Opcode.LOGIN_REQUEST) {
        continue;
      }
      try (RawInitiator stranger = new RawInitiator(portal)) {
        byte[] header = new byte[48];
        header[0] = (byte) opcode;
        stranger.raw(header);
        assertThat(stranger.untilClosed()).as("answer to opcode %02x", opcode).isLessThan(200);
      }
    }
    othersAreUntouched();
  }

  /** jSCSI allocates until the heap is full. */
  @Test
  void anAhsIsJudgedWithinItsBounds() throws IOException {
    // Length and type: none, too long for what is there, second extended CDB, unknown type.
    byte[][] segments = {
      {0, 0, 1, 0, 0, 0, 0, 0},
      {(byte) 0xff, (byte) 0xff, 1, 0, 0, 0, 0, 0},
      {0, 2, 1, 0, 1, 0, 0, 0, 0, 2, 1, 0, 1, 0, 0, 0},
      {0, 5, 0x3f, 0, 1, 2, 3, 4},
    };
    for (byte[] segment : segments) {
      try (RawInitiator initiator = RawInitiator.login(portal, NAME)) {
        byte[] header = RawInitiator.bytes(ready(initiator, segment.length / 4), NONE);
        byte[] both = Arrays.copyOf(header, header.length + segment.length);
        System.arraycopy(segment, 0, both, header.length, segment.length);
        initiator.raw(both);
        boolean wellFormed = segment[2] == 0x3f;
        Pdu answer = initiator.receive().pdu();
        if (wellFormed) {
          assertThat(((ScsiResponse) answer).status()).isZero();
        } else {
          assertThat(answer).isInstanceOf(Reject.class);
        }
      }
    }
    // All 1020 bytes a header can announce, none of which are an AHS; then nothing more.
    try (RawInitiator initiator = RawInitiator.login(portal, NAME)) {
      initiator.raw(RawInitiator.bytes(ready(initiator, 255), NONE));
      initiator.raw(new byte[500]);
    }
    othersAreUntouched();
  }

  private static ScsiCommand ready(RawInitiator initiator, int totalAhsLength) {
    return new ScsiCommand(
        false,
        true,
        false,
        false,
        ScsiCommand.SIMPLE,
        0,
        70,
        0,
        initiator.cmdSn(),
        0,
        PrimaryCdbs.testUnitReady(),
        totalAhsLength,
        0);
  }
}
