package io.sealcopy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.LinkSecurity;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit starts the target before each test.
class SecuredSessionTest {
  private static final int PIECE = 1 << 20;
  private static final int BLOCKS = PIECE / 512;
  private static final byte[] MARK = "a sentence that is easy to find again".getBytes(ISO_8859_1);

  @TempDir Path directory;
  private SecuredTarget target;

  @BeforeEach
  void start() throws Exception {
    target = new SecuredTarget(directory, Identity.make("own"));
  }

  @AfterEach
  void stop() {
    target.close();
  }

  private static ScsiOutcome done(CompletableFuture<ScsiOutcome> command) throws Exception {
    return command.get(30, TimeUnit.SECONDS);
  }

  private Session host(int port, boolean digests) {
    return SecuredTarget.session(
        SecuredTarget.login(port, SecuredTarget.HOST, target.asHost(), digests));
  }

  private static TargetLun volume(Session session) {
    TargetLun lun = new TargetLun(session, SecuredTarget.VOLUME);
    assertThat(lun.testUnitReady().good()).isTrue();
    return lun;
  }

  private static ByteBuffer random(int seed) {
    byte[] bytes = new byte[PIECE];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(PIECE).put(bytes).flip();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bigWritesAndReadsAtOnceCrossUnchanged(boolean digests) throws Exception {
    try (Session session = host(target.securedPort(), digests)) {
      TargetLun volume = volume(session);
      for (int round = 0; round < 3; round++) {
        List<CompletableFuture<ScsiOutcome>> writes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
          writes.add(volume.write((long) i * BLOCKS, BLOCKS, false, random(round * 100 + i)));
        }
        for (CompletableFuture<ScsiOutcome> write : writes) {
          assertThat(done(write).good()).isTrue();
        }
        for (int i = 0; i < 7; i++) {
          ByteBuffer back = ByteBuffer.allocateDirect(PIECE);
          assertThat(done(volume.read((long) i * BLOCKS, BLOCKS, back)).good()).isTrue();
          assertThat(back.rewind()).isEqualTo(random(round * 100 + i));
        }
      }
    }
  }

  @Test
  void aCertificateGivesTheRoleThatPlainLinksDoNot() {
    LinkSecurity asMain = SecuredTarget.tls(target.main.trusting(target.own));
    try (Session session =
        SecuredTarget.session(
            SecuredTarget.login(target.securedPort(), SecuredTarget.MAIN, asMain))) {
      TargetLun copy = new TargetLun(session, SecuredTarget.COPY);
      assertThat(copy.testUnitReady().good()).isTrue();
      ScsiOutcome closed =
          copy.command(Cdb.of(new VendorCdb(VendorCommand.CLOSE_NEXUS, 0, 0).encode()));
      assertThat(closed.describe()).doesNotContainIgnoringCase("operation code");
    }
  }

  private byte[] recorded(int port, String initiator, LinkSecurity security) throws Exception {
    try (Wiretap relay = new Wiretap(port);
        Session session =
            SecuredTarget.session(SecuredTarget.login(relay.port(), initiator, security))) {
      TargetLun volume = volume(session);
      ByteBuffer block = ByteBuffer.allocateDirect(512).put(MARK).clear();
      assertThat(done(volume.write(0, 1, false, block)).good()).isTrue();
      ByteBuffer back = ByteBuffer.allocateDirect(512);
      assertThat(done(volume.read(0, 1, back)).good()).isTrue();
      assertThat(back.get(3)).isEqualTo(MARK[3]);
      return relay.crossed();
    }
  }

  @Test
  void nothingReadableCrosses() throws Exception {
    String secured =
        new String(recorded(target.securedPort(), SecuredTarget.HOST, target.asHost()), ISO_8859_1);
    assertThat(secured)
        .hasSizeGreaterThan(1024)
        .doesNotContain("iqn.")
        .doesNotContain("InitiatorName")
        .doesNotContain(new String(MARK, ISO_8859_1));
    String plain =
        new String(
            recorded(target.plainPort(), SecuredTarget.PLAIN_HOST, LinkSecurity.plain()),
            ISO_8859_1);
    assertThat(plain).as("so it would be found").contains("iqn.", new String(MARK, ISO_8859_1));
  }

  @Test
  void cutOffInTheMiddleTheSessionEndsAndAnotherGoesOn() throws Exception {
    try (Wiretap relay = new Wiretap(target.securedPort());
        Session session = host(relay.port(), false)) {
      TargetLun volume = volume(session);
      relay.cutAfter(PIECE / 2 + 77);
      assertThat(done(volume.write(0, BLOCKS, false, random(5))))
          .isInstanceOf(ScsiOutcome.Failure.class);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> session.ended().isPresent());
    }
    try (Session again = host(target.securedPort(), false)) {
      assertThat(done(volume(again).write(0, BLOCKS, false, random(5))).good()).isTrue();
    }
  }

  @Test
  void whatIsChangedOnTheWayEndsTheConnectionAndIsNotStored() throws Exception {
    try (Wiretap relay = new Wiretap(target.securedPort());
        Session session = host(relay.port(), false)) {
      TargetLun volume = volume(session);
      relay.changeEverything();
      assertThat(done(volume.write(0, BLOCKS, false, random(6))))
          .isInstanceOf(ScsiOutcome.Failure.class);
    }
    assertThat(Files.readAllBytes(directory.resolve("volume.img"))).containsOnly(0);
  }
}
