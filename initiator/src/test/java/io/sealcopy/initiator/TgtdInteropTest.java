package io.sealcopy.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.LoginStatus;
import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.auth.ChapAlgorithm;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.PersistentReservation;
import io.sealcopy.protocol.scsi.ScsiStatus;
import io.sealcopy.protocol.scsi.SenseKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The initiator against a target it shares no code with. */
@Tag("system")
class TgtdInteropTest {
  private static final int BLOCK = 512;
  private static final long SIZE = 64L << 20;

  @TempDir static Path directory;
  private static Tgtd tgtd;

  @BeforeAll
  static void startTarget() throws Exception {
    tgtd = Tgtd.start(directory, SIZE);
  }

  @AfterAll
  static void stopTarget() throws Exception {
    if (tgtd != null) {
      tgtd.close();
    }
  }

  private static InitiatorOptions options(int qualifier) {
    return InitiatorOptions.of(
        "iqn.2026-01.io.sealcopy.test:initiator" + qualifier, Isid.random(1, qualifier));
  }

  private static Session open(InitiatorOptions options) {
    SessionResult result = Session.open(tgtd.url(), options);
    assertThat(result).isInstanceOf(Session.class);
    return (Session) result;
  }

  private static <T> T value(LunResult<T> result) {
    return switch (result) {
      case LunResult.Ok<T>(T value) -> value;
      case LunResult.Failed<T> failed -> throw new AssertionError(failed.message());
    };
  }

  private static ByteBuffer random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void discoveryFindsTheTarget() {
    assertThat(Session.discover("127.0.0.1", tgtd.port(), options(1)))
        .isEqualTo(
            new DiscoveryResult.Targets(
                List.of(
                    new DiscoveryResult.Target(
                        Tgtd.TARGET, List.of("127.0.0.1:" + tgtd.port() + ",1")))));
  }

  @Test
  void unitDescribesItself() {
    try (Session session = open(options(2))) {
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
      LunData.Inquiry inquiry = value(disk.inquiry());
      assertThat(inquiry.vendor()).isEqualTo("IET");
      assertThat(inquiry.deviceType()).isZero();
      LunData.Capacity capacity = value(disk.readCapacity());
      assertThat(capacity.size()).isEqualTo(SIZE);
      assertThat(capacity.blockLength()).isEqualTo(BLOCK);
      assertThat(value(disk.reportLuns())).containsExactly(Lun.of(0), Lun.of(1));
      assertThat(value(disk.supportedPages())).contains(0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2);
      assertThat(value(disk.serialNumber())).isNotEmpty();
      assertThat(value(disk.designators())).isNotEmpty();
      assertThat(value(disk.blockLimits()).maxUnmapBlocks()).isNotNegative();
      assertThat(value(disk.provisioning()).type()).isNotNegative();
    }
  }

  /** Digests, segment lengths and the ways data can be sent. */
  @ParameterizedTest
  @CsvSource({
    "false, No, Yes, 262144, 262144",
    "true, No, Yes, 262144, 262144",
    "false, Yes, No, 262144, 262144",
    "true, Yes, No, 8192, 65536",
    "true, No, No, 4096, 16384",
    "false, Yes, Yes, 512, 512",
  })
  void whatIsWrittenIsRead(
      boolean digests, String initialR2t, String immediate, int segment, int burst)
      throws Exception {
    for (String digest : List.of("HeaderDigest", "DataDigest")) {
      tgtd.must(
          "--mode",
          "target",
          "--op",
          "update",
          "--tid",
          "1",
          "-n",
          digest,
          "-v",
          digests ? "CRC32C" : "None");
    }
    InitiatorOptions options =
        options(3)
            .withOffer(
                options(3)
                    .offer()
                    .with(TextKey.INITIAL_R2T, initialR2t)
                    .with(TextKey.IMMEDIATE_DATA, immediate)
                    .with(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH, segment)
                    .with(TextKey.MAX_BURST_LENGTH, burst)
                    .with(TextKey.FIRST_BURST_LENGTH, burst));
    if (digests) {
      options = options.withDigests(true);
    }
    try (Session session = open(options)) {
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
      assertThat(session.parameters().dataDigest()).isEqualTo(digests);
      int length = 1 << 20;
      ByteBuffer written = random(segment, length);
      // In three buffers that do not end at block boundaries.
      ScsiOutcome write =
          disk.write(
                  8,
                  length / BLOCK,
                  false,
                  written.slice(0, 1001),
                  written.slice(1001, 500_000),
                  written.slice(501_001, length - 501_001))
              .join();
      assertThat(write.describe()).isEqualTo("GOOD");
      ByteBuffer read = ByteBuffer.allocateDirect(length + 10).position(3).limit(length + 3);
      assertThat(disk.read(8, length / BLOCK, read).join())
          .isEqualTo(new ScsiOutcome.Response(ScsiStatus.GOOD, Optional.empty(), length, 0, 0));
      assertThat(read.mismatch(written)).isEqualTo(-1);
      assertThat(read.position()).isEqualTo(3);
      assertThat(disk.synchronizeCache().good()).isTrue();
    }
  }

  @Test
  void pipelinedWritesAllArrive() {
    try (Session session = open(options(4))) {
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
      int count = 1000;
      ByteBuffer data = random(4, count * 4096);
      List<CompletableFuture<ScsiOutcome>> writes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        writes.add(disk.write(i * 8L, 8, false, data.slice(i * 4096, 4096)));
      }
      writes.forEach(write -> assertThat(write.join().describe()).isEqualTo("GOOD"));
      List<CompletableFuture<ScsiOutcome>> reads = new ArrayList<>();
      ByteBuffer back = ByteBuffer.allocateDirect(data.capacity());
      for (int i = 0; i < count; i += 10) {
        reads.add(disk.read(i * 8L, 80, back.slice(i * 4096, 40960)));
      }
      reads.forEach(read -> assertThat(read.join().good()).isTrue());
      assertThat(back.mismatch(data)).isEqualTo(-1);
    }
  }

  @Test
  void errorsCarrySenseData() {
    try (Session session = open(options(5))) {
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
      ScsiOutcome beyond = disk.read(SIZE / BLOCK, 1, ByteBuffer.allocate(BLOCK)).join();
      ScsiOutcome.Response response = (ScsiOutcome.Response) beyond;
      assertThat(response.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
      assertThat(response.sense().orElseThrow().key()).isEqualTo(SenseKey.ILLEGAL_REQUEST);
      assertThat(response.sense().orElseThrow().additionalSense())
          .isEqualTo(AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }
  }

  @Test
  void reservationsKeepOthersOut() {
    try (Session one = open(options(6));
        Session two = open(options(7))) {
      TargetLun mine = new TargetLun(one, Tgtd.LUN);
      TargetLun theirs = new TargetLun(two, Tgtd.LUN);
      assertThat(mine.testUnitReady().good()).isTrue();
      assertThat(theirs.testUnitReady().good()).isTrue();
      int exclusive = PersistentReservation.WRITE_EXCLUSIVE;
      assertThat(
              mine.persistentReserveOut(PersistentReservation.REGISTER, 0, 0, 0x11, false)
                  .describe())
          .isEqualTo("GOOD");
      assertThat(
              mine.persistentReserveOut(PersistentReservation.RESERVE, exclusive, 0x11, 0, false)
                  .good())
          .isTrue();
      assertThat(value(mine.registrations())).containsExactly(0x11L);
      assertThat(value(theirs.reservation()).key()).isEqualTo(0x11);
      assertThat(value(theirs.reservation()).type()).isEqualTo(exclusive);
      ScsiOutcome refused = theirs.write(0, 1, false, ByteBuffer.allocate(BLOCK)).join();
      assertThat(refused.describe()).isEqualTo("RESERVATION_CONFLICT");
      assertThat(
              mine.persistentReserveOut(PersistentReservation.RELEASE, exclusive, 0x11, 0, false)
                  .good())
          .isTrue();
      assertThat(
              mine.persistentReserveOut(PersistentReservation.REGISTER, 0, 0x11, 0, false).good())
          .isTrue();
      assertThat(value(theirs.reservation()).held()).isFalse();
    }
  }

  @Test
  void taskManagementIsAnswered() {
    try (Session session = open(options(8))) {
      assertThat(session.resetLogicalUnit(Tgtd.LUN).join())
          .isEqualTo(new TaskManagementOutcome.Complete());
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
    }
  }

  @Test
  void anotherTargetIsNotFound() {
    assertThat(Session.open(tgtd.url("iqn.2026-01.io.sealcopy.test:none"), options(9)))
        .isInstanceOfSatisfying(
            OpenFailure.LoginRefused.class,
            refused -> {
              assertThat(refused.status()).contains(LoginStatus.NOT_FOUND);
              assertThat(refused.message()).contains("target not found");
            });
  }

  @Test
  void chapOneWayAndMutual(@TempDir Path other) throws Exception {
    try (Tgtd guarded = Tgtd.start(other, 1 << 20)) {
      guarded.must(
          "--mode", "account", "--op", "new", "--user", "host", "--password", "hostsecret123");
      guarded.must("--mode", "account", "--op", "bind", "--tid", "1", "--user", "host");
      guarded.must(
          "--mode", "account", "--op", "new", "--user", "array", "--password", "arraysecret1");
      guarded.must(
          "--mode", "account", "--op", "bind", "--tid", "1", "--user", "array", "--outgoing");
      ChapCredentials host = new ChapCredentials("host", ChapSecret.of("hostsecret123"));
      ChapCredentials array = new ChapCredentials("array", ChapSecret.of("arraysecret1"));
      ChapCredentials wrong = new ChapCredentials("array", ChapSecret.of("anothersecret"));
      // tgt takes CHAP_A=7, which is SHA-256, for SHA-1.
      List<ChapAlgorithm> md5 = List.of(ChapAlgorithm.MD5);

      SessionResult oneWay =
          Session.open(
              guarded.url(), options(10).withChap(new ChapLogin(host, Optional.empty(), md5)));
      assertThat(oneWay).isInstanceOf(Session.class);
      ((Session) oneWay).close();

      SessionResult mutual =
          Session.open(
              guarded.url(), options(10).withChap(new ChapLogin(host, Optional.of(array), md5)));
      assertThat(mutual).isInstanceOf(Session.class);
      ((Session) mutual).close();

      assertThat(
              Session.open(
                  guarded.url(),
                  options(10).withChap(new ChapLogin(host, Optional.of(wrong), md5))))
          .isInstanceOf(OpenFailure.NotAuthenticated.class);
      assertThat(
              Session.open(
                  guarded.url(),
                  options(10)
                      .withChap(
                          new ChapLogin(
                              new ChapCredentials("host", ChapSecret.of("notthesecret!")),
                              Optional.empty(),
                              md5))))
          .isInstanceOfSatisfying(
              OpenFailure.LoginRefused.class,
              refused -> assertThat(refused.status()).contains(LoginStatus.AUTHENTICATION_FAILURE));
    }
  }

  @Test
  void aKilledTargetFailsEveryCommand(@TempDir Path other) throws Exception {
    try (Tgtd doomed = Tgtd.start(other, 64 << 20)) {
      Session session = (Session) Session.open(doomed.url(), options(11));
      TargetLun disk = new TargetLun(session, Tgtd.LUN);
      assertThat(disk.testUnitReady().good()).isTrue();
      ByteBuffer data = ByteBuffer.allocateDirect(64 * 1024);
      List<CompletableFuture<ScsiOutcome>> writes = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        if (i == 200) {
          doomed.kill();
        }
        writes.add(disk.write(i, 128, false, data));
      }
      for (CompletableFuture<ScsiOutcome> write : writes) {
        assertThat(write.join()).isNotNull();
      }
      assertThat(writes.getLast().join()).isInstanceOf(ScsiOutcome.Failure.class);
      assertThat(session.ended().orElseThrow().kind())
          .isEqualTo(ScsiOutcome.FailureKind.CONNECTION_LOST);
      session.close();
    }
  }
}
