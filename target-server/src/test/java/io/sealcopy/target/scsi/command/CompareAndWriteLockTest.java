package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.target.scsi.Nexus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clusters do with COMPARE AND WRITE: several nexuses, on two threads, on the same blocks. */
class CompareAndWriteLockTest {
  private static final int ROUNDS = 5_000;

  private final CommandRunner runner = CommandRunner.on(512, 64);

  private interface Round {
    void run(int round);
  }

  private static void onTwoThreads(Round one, Round other) throws Exception {
    CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(() -> repeat(other));
    repeat(one);
    elsewhere.get(60, TimeUnit.SECONDS);
  }

  private static void repeat(Round round) {
    for (int i = 0; i < ROUNDS; i++) {
      round.run(i);
    }
  }

  private static byte[] block(long first, long second) {
    return ByteBuffer.allocate(512).putLong(first).putLong(504, second).array();
  }

  private byte[] read(Nexus nexus, int lba) {
    CommandRunner.Result result = runner.run(nexus, "28 00 %08x 00 0001 00".formatted(lba));
    assertThat(result.good()).isTrue();
    return result.data();
  }

  private void write(Nexus nexus, int lba, byte[] content) {
    String cdb = "2a 00 %08x 00 0001 00".formatted(lba);
    CommandRunner.Begun begun = runner.begin(nexus, cdb, 512);
    // As TCP cuts it: anywhere.
    begun.data(Arrays.copyOf(content, 100));
    begun.data(Arrays.copyOfRange(content, 100, 512));
    begun.run();
    assertThat(begun.result().good()).isTrue();
  }

  private boolean exchange(Nexus nexus, int lba, byte[] from, byte[] to) {
    byte[] both = ByteBuffer.allocate(1024).put(from).put(to).array();
    return runner.run(nexus, "89 00 %016x 000000 01 00 00".formatted(lba), both).good();
  }

  /** Adds one by reading and exchanging until nobody came in between. */
  private void count(Nexus nexus, int lba) {
    byte[] found;
    byte[] next;
    do {
      found = read(nexus, lba);
      long value = ByteBuffer.wrap(found).getLong();
      next = block(value + 1, value + 1);
    } while (!exchange(nexus, lba, found, next));
  }

  @Test
  void noCountIsLost() throws Exception {
    Nexus a = runner.nexus();
    Nexus b = runner.nexus();
    Nexus c = runner.nexus();
    onTwoThreads(
        round -> count(round % 2 == 0 ? a : b, 7),
        round -> {
          count(c, 7);
          write(c, 8, block(round, round));
        });
    assertThat(ByteBuffer.wrap(runner.volume.content(7, 1)).getLong()).isEqualTo(2L * ROUNDS);
  }

  @Test
  void aLockGuardsOrdinaryWrites() throws Exception {
    Nexus a = runner.nexus();
    Nexus b = runner.nexus();
    onTwoThreads(_ -> underLock(a, 1), _ -> underLock(b, 2));
    assertThat(ByteBuffer.wrap(runner.volume.content(9, 1)).getLong()).isEqualTo(2L * ROUNDS);
  }

  private void underLock(Nexus nexus, int owner) {
    while (!exchange(nexus, 8, block(0, 0), block(owner, owner))) {
      Thread.onSpinWait();
    }
    long value = ByteBuffer.wrap(read(nexus, 9)).getLong() + 1;
    write(nexus, 9, block(value, value));
    write(nexus, 8, block(0, 0));
  }

  @Test
  void noWriteIsOverwrittenUnseen() throws Exception {
    Nexus writer = runner.nexus();
    Nexus modifier = runner.nexus();
    onTwoThreads(
        round -> {
          write(writer, 7, block(round + 1, 0));
          // Whatever the other made of it, it must have made it of this.
          ByteBuffer found = ByteBuffer.wrap(read(writer, 7));
          assertThat(found.getLong()).isEqualTo(round + 1);
        },
        round -> {
          byte[] found = read(modifier, 7);
          exchange(modifier, 7, found, block(ByteBuffer.wrap(found).getLong(), round + 1));
        });
  }
}
