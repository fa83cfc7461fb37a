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
import io.sealcopy.protocol.scsi.Cdb;
import io.sealcopy.protocol.scsi.OperationCode;
import io.sealcopy.protocol.scsi.PrimaryCdbs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

  /** How many writes of the load that runs were acknowledged. */
  int written() {
    return total;
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
      int count = 1 + random.nextInt(Math.min(64, stripe - 1));
      int lba = i * stripe + random.nextInt(stripe - count);
      ByteBuffer before = ByteBuffer.allocate(count * BLOCK);
      ByteBuffer data = ByteBuffer.allocate(count * BLOCK);
      stamp++;
      boolean known = IntStream.range(lba, lba + count).allMatch(this::known);
      for (int block = 0; block < count; block++) {
        put(before, block, acknowledged[lba + block]);
        put(data, block, stamp);
        attempted[lba + block] = stamp;
      }
      writes.add(
          new Write(lba, count, session.execute(request(lba, count, known ? before : null, data))));
    }
    int done = 0;
    for (Write write : writes) {
      ScsiOutcome outcome = write.outcome.join();
      assertThat(outcome.describe()).doesNotContain("MISCOMPARE", "ILLEGAL_REQUEST");
      if (outcome.good()) {
        done++;
        for (int block = write.lba; block < write.lba + write.count; block++) {
          acknowledged[block] = attempted[block];
        }
      }
    }
    return done;
  }

  private static void put(ByteBuffer data, int block, long stamp) {
    data.putLong(block * BLOCK, stamp).putLong(block * BLOCK + BLOCK - 8, stamp);
  }

  /** A write in one of the ways there are, so that a pair has to ship each of them. */
  private ScsiRequest request(int lba, int count, @Nullable ByteBuffer before, ByteBuffer data) {
    int way = random.nextInt(24);
    if (way == 0 && before != null) {
      ByteBuffer both = ByteBuffer.allocate(2 * data.capacity()).put(before).put(data);
      return ScsiRequest.writing(
          0, sixteen(OperationCode.COMPARE_AND_WRITE, lba, count), both.flip());
    }
    Cdb cdb =
        switch (way) {
          case 1 -> sixteen(OperationCode.WRITE_ATOMIC_16, lba, count);
          case 2 -> sixteen(OperationCode.WRITE_AND_VERIFY_16, lba, count);
          default -> BlockCdbs.write16(lba, count, false);
        };
    return ScsiRequest.writing(0, cdb, data);
  }

  private boolean known(int block) {
    return acknowledged[block] == attempted[block];
  }

  /** Counts below 256 stand in byte 13 in all of them. */
  private static Cdb sixteen(int operationCode, int lba, int count) {
    return Cdb.of(
        ByteBuffer.allocate(16).put((byte) operationCode).putInt(6, lba).putInt(10, count).array());
  }

  /** Every block is what was acknowledged last, or what was attempted after that. */
  void check(byte[] image) {
    ByteBuffer content = ByteBuffer.wrap(image);
    for (int block = 0; block < blocks; block++) {
      long found = content.getLong(block * BLOCK);
      assertThat(found).as("block %d", block).isIn(acknowledged[block], attempted[block]);
      acknowledged[block] = found;
      attempted[block] = found;
    }
  }
}
