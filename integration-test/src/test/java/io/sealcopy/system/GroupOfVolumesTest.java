package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three volumes in one group: one sequence leads to the remote, whatever ends in between. */
class GroupOfVolumesTest {
  private static final String INITIATOR = "iqn.2026-01.test:main";
  private static final long BYTES = 1 << 20;
  private static final int VOLUMES = 3;
  private static final int BLOCKS = (int) (BYTES / 512);

  @TempDir Path directory;
  private volatile boolean stop;
  private volatile long counted;

  /** A number to the volumes in turn, each when the one before is acknowledged; the last number. */
  private long count(LocalMain main, long from) {
    Session session =
        switch (Session.open(
            (IscsiUrl) IscsiUrl.parse(main.url(0)),
            InitiatorOptions.of("iqn.2026-01.test:host", Isid.random((int) from & 0xff, 1)))) {
          case Session open -> open;
          case OpenFailure failure -> throw new AssertionError(failure.message());
        };
    for (int lun = 0; lun < VOLUMES; lun++) {
      for (int i = 0; i < 5; i++) {
        session.execute(ScsiRequest.withoutData(lun, PrimaryCdbs.testUnitReady())).join();
      }
    }
    Random random = new Random(from);
    long number = from;
    for (; !stop; number++) {
      int lba = random.nextInt(2) == 0 ? 0 : 8;
      ByteBuffer data = ByteBuffer.allocate(512 * 8);
      data.putLong(0, number);
      int lun = (int) (number % VOLUMES);
      var request = ScsiRequest.writing(lun, BlockCdbs.write16(lba, 8, false), data);
      assertThat(session.execute(request).join().good()).isTrue();
      counted = number;
    }
    session.abandon();
    return number - 1;
  }

  /** The newest number in a volume. */
  private static long newest(byte[] image) {
    ByteBuffer content = ByteBuffer.wrap(image);
    return Math.max(content.getLong(0), content.getLong(8 * 512));
  }

  @Test
  void whatTheRemoteHasIsAPrefixAcrossAllVolumes() throws Exception {
    Map<String, String> grants = Map.of(INITIATOR, "\"copy-0\", \"copy-1\", \"copy-2\"");
    List<Integer> volumes = List.of(2, 0, 1);
    try (LocalRemote remote = new LocalRemote(directory.resolve("remote"), VOLUMES, BYTES, grants);
        LocalMain main = new LocalMain(directory.resolve("main"), INITIATOR, VOLUMES, BYTES)) {
      HostLoad host = new HostLoad(main.url(0), BLOCKS, 1);
      assertThat(host.writeFor(200)).isPositive();
      JsonObject pair =
          main.create("all", volumes, List.of(remote.url(0), remote.url(1), remote.url(2)));
      assertThat(pair.objects("members")).hasSize(VOLUMES);
      assertThat(pair.number("volume_bytes")).isEqualTo(VOLUMES * BYTES);
      main.awaitState("all", "PAIR");
      long number = 3_000_000; // More than any stamp of the load.
      for (int round = 0; round < 3; round++) {
        stop = false;
        long from = number;
        CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> count(main, from));
        Awaitility.await().until(() -> counted >= from + 100);
        remote.stop();
        Thread.sleep(100);
        stop = true;
        number = load.get() + 1;
        checkPrefix(main, remote, volumes);
        remote.start();
        main.awaitState("all", "PAIR");
      }
      main.flush("all");
      remote.stop();
      for (int member = 0; member < VOLUMES; member++) {
        assertThat(main.open("all", member, remote.image(member)))
            .isEqualTo(main.image(volumes.get(member)));
      }
    }
  }

  private static void checkPrefix(LocalMain main, LocalRemote remote, List<Integer> volumes)
      throws Exception {
    long highest = 0;
    long lowest = Long.MAX_VALUE;
    for (int member = 0; member < VOLUMES; member++) {
      long newest = newest(main.open("all", member, remote.image(member)));
      assertThat(newest % VOLUMES).isEqualTo(volumes.get(member).longValue());
      highest = Math.max(highest, newest);
      lowest = Math.min(lowest, newest);
    }
    assertThat(highest - lowest).as("numbers between the volumes").isLessThan(VOLUMES);
  }
}
