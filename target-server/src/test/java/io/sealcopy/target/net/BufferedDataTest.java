package io.sealcopy.target.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.target.RawInitiator;
import io.sealcopy.target.TargetDefinition;
import io.sealcopy.target.TargetServer;
import io.sealcopy.target.TargetServerSettings;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.scsi.LogicalUnit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However much is asked for at a time, what is held stays below the cap, and others are served. */
@Timeout(60)
class BufferedDataTest {
  private static final String NAME = "iqn.2026-01.io.sealcopy.test:absurd";
  private static final String[] R2T_ONLY = {"ImmediateData=No", "InitialR2T=Yes"};
  private static final byte[] NONE = {};
  private static final int BLOCK = 512;
  private static final int BLOCKS = 2048;
  private static final int LONG = BLOCK * BLOCKS;
  private static final int CONNECTION_CAP = 4 << 20;
  private static final int CAP = 12 << 20;

  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<RawInitiator> opened = new ArrayList<>();
  private TargetServer server;
  private InetSocketAddress portal;
  private long pinnedBefore;

  @BeforeEach
  void start() throws IOException {
    start(15);
  }

  private void start(int pingSeconds) throws IOException {
    pinnedBefore = pinned();
    registry = new SimpleMeterRegistry();
    server =
        TargetServer.start(
            TargetServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withLimits(
                    IscsiLimits.DEFAULT,
                    new NetLimits(CONNECTION_CAP, CAP, 16, 15, 5, 0, pingSeconds, 2))
                .withDrainSeconds(0),
            List.of(
                TargetDefinition.of(NAME, LogicalUnit.of(new TestVolume(BLOCK, BLOCKS)))
                    .withoutPowerOnAttention()),
            registry);
    portal = server.portals().getFirst();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawInitiator each : opened) {
      each.close();
    }
    await().untilAsserted(() -> assertThat(held()).isZero());
    server.close();
    assertThat(pinned()).as("pooled memory in use").isEqualTo(pinnedBefore);
  }

  private static long pinned() {
    return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }

  private double held() {
    return registry.get("sealcopy.target.buffered.bytes").gauge().value();
  }

  /** What is held by our own count, and by the allocator's: that of a receive is in passing. */
  private void capIsKept() {
    assertThat(held()).isLessThanOrEqualTo(CAP);
    assertThat(pinned() - pinnedBefore).isLessThanOrEqualTo(CAP + (2 << 20));
  }

  private RawInitiator login(String... keys) throws IOException {
    RawInitiator initiator = RawInitiator.login(portal, NAME, keys);
    opened.add(initiator);
    return initiator;
  }

  private void othersAreServed(int seed) throws IOException {
    try (RawInitiator initiator = RawInitiator.login(portal, NAME)) {
      for (int i = 0; i < 20; i++) {
        byte[] data = new byte[64 << 10];
        new Random(seed + i).nextBytes(data);
        int blocks = data.length / BLOCK;
        initiator.command(false, true, data.length, BlockCdbs.write10(0, blocks, false), data);
        assertThat(status(initiator)).isEqualTo(ScsiStatus.GOOD);
        initiator.command(true, false, data.length, BlockCdbs.read10(0, blocks), NONE);
        RawInitiator.Answer answer = initiator.receive();
        assertThat(answer.pdu()).isInstanceOf(DataIn.class);
        byte[] all = new byte[data.length];
        int at = 0;
        while (true) {
          System.arraycopy(answer.data(), 0, all, at, answer.data().length);
          at += answer.data().length;
          if (((DataIn) answer.pdu()).statusPresent()) {
            break;
          }
          answer = initiator.receive();
        }
        assertThat(all).isEqualTo(data);
        capIsKept();
      }
    }
  }

  private static ScsiStatus status(RawInitiator initiator) throws IOException {
    int code = ((ScsiResponse) initiator.receive().pdu()).status();
    return ScsiStatus.of(code);
  }

  private static Cdb compareAll() {
    return Cdb.of(HexFormat.of().parseHex("2f0200000000" + "00" + "%04x".formatted(BLOCKS) + "00"));
  }

  @Test
  void gatheredDataThatNeverComes() throws IOException {
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < 10; i++) {
      RawInitiator initiator = login(R2T_ONLY);
      for (int command = 0; command < 20; command++) {
        initiator.command(false, true, LONG, compareAll(), NONE);
      }
      for (int answers = 0; answers < 20; answers++) {
        switch (initiator.receive().pdu()) {
          case R2t _ -> accepted++;
          case ScsiResponse response -> {
            assertThat(response.status())
                .isIn(ScsiStatus.TASK_SET_FULL.code(), ScsiStatus.BUSY.code());
            refused++;
          }
          default -> throw new AssertionError("another answer");
        }
      }
      capIsKept();
    }
    assertThat(accepted).isBetween(6, CAP / LONG);
    assertThat(refused).isEqualTo(200 - accepted);
    othersAreServed(1);
  }

  @Test
  void answersThatNobodyReads() throws IOException {
    for (int i = 0; i < 10; i++) {
      RawInitiator initiator = login();
      for (int command = 0; command < 100; command++) {
        initiator.command(true, false, LONG, BlockCdbs.read10(0, BLOCKS), NONE);
      }
    }
    for (int i = 0; i < 5; i++) {
      othersAreServed(100 * i);
    }
  }

  /** With data digests every PDU is gathered first, and each gets its last byte never. */
  @Test
  void digestedDataOfWhichTheLastByteNeverComes() throws IOException {
    for (int i = 0; i < 10; i++) {
      RawInitiator initiator = login("DataDigest=CRC32C,None", "FirstBurstLength=262144");
      int data = 256 << 10;
      byte[] pdu =
          RawInitiator.bytes(
              RawInitiator.write(initiator.cmdSn(), BlockCdbs.write10(0, 512, false), data),
              new byte[data]);
      initiator.raw(java.util.Arrays.copyOf(pdu, pdu.length - 1));
    }
    othersAreServed(7);
  }

  /** Who holds what others lack, and sends a byte a second, has to go. */
  @Test
  void slowWritersMakeRoom() throws IOException, InterruptedException {
    server.close();
    start(1);
    List<RawInitiator> slow = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawInitiator initiator = login(R2T_ONLY);
      slow.add(initiator);
      for (int command = 0; command < 4; command++) {
        initiator.command(false, true, LONG, compareAll(), NONE);
      }
      List<Pdu> answers = new ArrayList<>();
      for (int command = 0; command < 4; command++) {
        answers.add(initiator.receive().pdu());
      }
      if (!(answers.getFirst() instanceof R2t asked)) {
        continue;
      }
      byte[] first =
          RawInitiator.bytes(
              new DataOut(
                  true, 0, asked.initiatorTaskTag(), asked.targetTransferTag(), 0, 0, 0, 256 << 10),
              new byte[256 << 10]);
      initiator.raw(java.util.Arrays.copyOf(first, 100));
    }
    assertThat(newcomer()).as("before").isInstanceOf(ScsiResponse.class);
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> {
          for (RawInitiator each : slow) {
            trickle(each);
          }
          assertThat(newcomer()).isInstanceOf(R2t.class);
        });
    capIsKept();
  }

  /** The answer to a long command of somebody else. */
  private Pdu newcomer() throws IOException {
    try (RawInitiator initiator = RawInitiator.login(portal, NAME, R2T_ONLY)) {
      initiator.command(false, true, LONG, compareAll(), NONE);
      return initiator.receive().pdu();
    }
  }

  private static void trickle(RawInitiator initiator) {
    try {
      initiator.raw(new byte[1]);
    } catch (IOException _) {
      // It has been ended.
    }
  }
}
