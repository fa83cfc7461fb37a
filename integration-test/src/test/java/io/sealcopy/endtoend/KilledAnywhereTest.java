package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kill -9} of any program at any time, under load: what was acknowledged is there. */
@Tag("system")
class KilledAnywhereTest {
  private static final long SIZE = 32 << 20;
  private static final int ROUNDS = 10;
  private static final int HOSTS = 6;
  private static final int DECRYPTOR_KILLS = 4;

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void nothingAcknowledgedIsLost() {
    Seeds.forEach(1, this::run);
  }

  private void run(RandomGenerator random, long seed) throws Exception {
    System.out.println("KilledAnywhereTest: seed " + seed);
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    try (Load load = Load.start(SIZE, 512, HOSTS, seed, pair::host)) {
      load.awaitFurther(50);
      for (int round = 0; round < ROUNDS; round++) {
        killSome(pair, random);
        load.awaitFurther(random.nextInt(20, 300));
      }
      load.stop();
      assertThat(load.good()).isGreaterThan(ROUNDS * 20L);
      pair.awaitPair();
      pair.flush();
      load.assertIn(pair.main.volumeFile());
      pair.main.kill();
      decryptWithInterruptions(pair, random);
      load.assertIn(pair.remote.copyFile());
    }
    assertThat(pair.ciphertextBlocks()).isZero();
    Images.assertSame(pair.remote.copyFile(), pair.main.volumeFile());
  }

  private static void killSome(SealedPair pair, RandomGenerator random) {
    int choice = random.nextInt(3);
    boolean main = choice != 1;
    boolean remote = choice != 0;
    if (remote) {
      pair.remote.kill();
    }
    Scratch.pause(random.nextInt(300));
    if (main) {
      pair.main.kill();
    }
    Scratch.pause(random.nextInt(300));
    if (remote) {
      pair.remote.launch();
    }
    if (main) {
      pair.main.launch();
      pair.main.awaitReady();
    }
    if (remote) {
      pair.remote.awaitReady();
    }
  }

  /** Runs the decryptor, and kills it or the remote in the middle, until it gets to the end. */
  private void decryptWithInterruptions(SealedPair pair, RandomGenerator random) throws Exception {
    for (int kill = 0; kill < DECRYPTOR_KILLS; kill++) {
      long cell = random.nextLong(SIZE / Load.CELL);
      Running decryptor =
          scratch.start(
              "decrypt", Map.of(), pair.decryptCommand(pair.recipientKey(), pair.passphrase));
      while (decryptor.alive() && !same(pair, cell)) {
        Scratch.pause(2);
      }
      if (random.nextInt(3) == 0) {
        pair.remote.kill();
        Scratch.pause(random.nextInt(500));
        pair.remote.start();
      } else {
        decryptor.kill();
      }
    }
    pair.decrypt().expectOk();
  }

  private static boolean same(SealedPair pair, long cell) throws Exception {
    return read(pair.main.volumeFile(), cell).equals(read(pair.remote.copyFile(), cell));
  }

  private static ByteBuffer read(Path file, long cell) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(Load.CELL);
      channel.read(buffer, cell * Load.CELL);
      return buffer.flip();
    }
  }
}
