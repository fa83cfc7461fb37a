package io.sealcopy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A host that writes stamped blocks, several at a time, and remembers what it was told is done.
 * Each block is written by one command at a time, so that its content afterwards is known.
 */
final class HostLoad {
  private static final int BLOCK = 512;
  private static final int DEPTH = 16;

  private final String url;
  private final int blocks;
  private final Random random;
  private final long[] acknowledged;
  private final long[] attempted;
  private volatile int total;
  private long stamp;

  HostLoad(String url, int blocks, long seed) {
    this.url = url;
    this.blocks = blocks;
    this.random = new Random(seed);
    this.acknowledged = new long[blocks];
    this.attempted = new long[blocks];
  }

  /** Writes beside the test, which may wait for {@link #awaitWrites}. */
  CompletableFuture<Integer> start(long millis) {
    total = 0;
    return CompletableFuture.supplyAsync(() -> writeFor(millis));
  }

  /** Waits until the load that runs has had so many writes acknowledged. */
  void awaitWrites(int count) throws InterruptedException {
    while (total < count) {
      Thread.sleep(5);
    }
  }

  private record Write(int lba, int count, CompletableFuture<ScsiOutcome> outcome) {}

  /** Writes until the time is over or the session breaks; how many writes were acknowledged. */
  int writeFor(long millis) {
    InitiatorOptions options =
        InitiatorOptions.of("iqn.2026-01.test:host", Isid.random(random.nextInt(1 << 24), 1));
    Session session =
        switch (Session.open((IscsiUrl) IscsiUrl.parse(url), options)) {
          case Session open -> open;
          case OpenFailure failure -> throw new AssertionError(failure.message());
        };
    for (int i = 0; i < 5; i++) {
      session.execute(ScsiRequest.withoutData(0, PrimaryCdbs.testUnitReady())).join();
    }
    int done = 0;
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end && session.ended().isEmpty()) {
      done += round(session);
      total = done;
    }
    session.abandon();
    return done;
  }

  private int round(Session session) {
    List<Write> writes = new ArrayList<>();
    int stripe = blocks / DEPTH;
    for (int i = 0; i < DEPTH; i++) {
      int count = 1 + random.nextInt(64);
      int lba = i * stripe + random.nextInt(stripe - count);
      ByteBuffer data = ByteBuffer.allocate(count * BLOCK);
      stamp++;
      for (int block = 0; block < count; block++) {
        attempted[lba + block] = stamp;
        data.putLong(block * BLOCK, stamp).putLong(block * BLOCK + BLOCK - 8, stamp);
      }
      writes.add(
          new Write(
              lba,
              count,
              session.execute(ScsiRequest.writing(0, BlockCdbs.write16(lba, count, false), data))));
    }
    int done = 0;
    for (Write write : writes) {
      if (write.outcome.join().good()) {
        done++;
        for (int block = write.lba; block < write.lba + write.count; block++) {
          acknowledged[block] = attempted[block];
        }
      }
    }
    return done;
  }

  /** Every block is what was acknowledged last, or what was attempted after that. */
  void check(byte[] image) {
    ByteBuffer content = ByteBuffer.wrap(image);
    for (int block = 0; block < blocks; block++) {
      long found = content.getLong(block * BLOCK);
      assertThat(found).as("block %d", block).isIn(acknowledged[block], attempted[block]);
      acknowledged[block] = found;
    }
  }
}
