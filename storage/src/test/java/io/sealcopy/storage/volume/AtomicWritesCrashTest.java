package io.sealcopy.storage.volume;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Atomic writes between other durable writes, through power cuts at every step. */
class AtomicWritesCrashTest {
  private static final int SIZE = 64 << 10;
  private static final UUID INCARNATION = new UUID(1, 2);

  private byte[] before = new byte[SIZE];
  private byte[] after = new byte[SIZE];

  @Test
  void afterAnyPowerCutAWriteIsThereOrNot() {
    Seeds.forEach(
        20,
        (random, seed) -> {
          for (int cut = 1; cut < 40; cut++) {
            run(Seeds.generator(seed + cut), cut);
          }
        });
  }

  private void run(RandomGenerator random, int cut) throws IOException {
    SimDisk disk = new SimDisk(random);
    StorageFile volume = disk.root().open("volume");
    volume.write(ByteBuffer.allocate(SIZE), 0);
    volume.sync();
    before = new byte[SIZE];
    AtomicWrites writes = AtomicWrites.open(disk.root().open("log"), volume, INCARNATION);
    disk.cutPowerAtChange(cut);
    try {
      for (int i = 0; i < 10; i++) {
        step(random, volume, writes);
      }
    } catch (PowerCut _) {
      // What was under way is in after, what was before it in before.
    }
    disk.crash();
    if (random.nextInt(3) == 0) {
      disk.cutPowerAtChange(1 + random.nextInt(4));
      try {
        AtomicWrites.open(disk.root().open("log"), disk.root().open("volume"), INCARNATION);
      } catch (PowerCut _) {
        // Power fails while the write is being finished, too.
      }
      disk.crash();
    }
    StorageFile again = disk.root().open("volume");
    AtomicWrites.open(disk.root().open("log"), again, INCARNATION);
    byte[] content = content(again);
    assertThat(Arrays.equals(content, before) || Arrays.equals(content, after))
        .as("all of it or nothing, cut at %d", cut)
        .isTrue();
  }

  private void step(RandomGenerator random, StorageFile volume, AtomicWrites writes)
      throws IOException {
    int at = random.nextInt(SIZE / 512) * 512;
    byte[] data = new byte[Math.min(SIZE - at, 512 * (1 + random.nextInt(40)))];
    random.nextBytes(data);
    boolean atomic = random.nextInt(3) > 0;
    if (!atomic) {
      // One sector: an ordinary write that cannot be torn, over what an atomic one may have left.
      data = Arrays.copyOf(data, 512);
    }
    after = before.clone();
    System.arraycopy(data, 0, after, at, data.length);
    if (atomic) {
      writes.write(at, ByteBuffer.wrap(data));
    } else {
      volume.write(ByteBuffer.wrap(data), at);
      volume.sync();
    }
    before = after;
  }

  private static byte[] content(StorageFile volume) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(SIZE);
    volume.read(all, 0);
    return all.array();
  }

  /** What a record looks like: bytes put together by hand, checksums by another implementation. */
  private static void putRecord(StorageFile log) throws IOException {
    String header =
        "534341544f4d4943" // SCATOMIC
            + "00000001"
            + "8962948c" // CRC32C of "sealcopy" 64 times
            + "0000000000000001"
            + "0000000000000002"
            + "0000000000000400" // position 1024
            + "00000000"
            + "00000200" // 512 bytes
            + "bb1816a7"; // CRC32C of these 48 bytes
    log.write(ByteBuffer.wrap(HexFormat.of().parseHex(header)), 0);
    log.write(ByteBuffer.wrap("sealcopy".repeat(64).getBytes(US_ASCII)), 4096);
    log.sync();
  }

  @Test
  void aRecordOfThisIncarnationIsWrittenAgainAndTakenBack() {
    Seeds.forEach(
        1,
        (random, _) -> {
          SimDisk disk = new SimDisk(random);
          StorageFile volume = disk.root().open("volume");
          StorageFile log = disk.root().open("log");
          putRecord(log);
          AtomicWrites.open(log, volume, new UUID(1, 3));
          assertThat(volume.size()).isZero();
          AtomicWrites.open(log, volume, INCARNATION);
          ByteBuffer found = ByteBuffer.allocate(512);
          volume.read(found, 1024);
          assertThat(new String(found.array(), US_ASCII)).isEqualTo("sealcopy".repeat(64));
          ByteBuffer header = ByteBuffer.allocate(8);
          log.read(header, 0);
          assertThat(header.getLong(0)).isZero();
        });
  }

  @Test
  void afterAFailedOneThereAreNoMoreUntilTheNextStart() {
    Seeds.forEach(
        1,
        (random, _) -> {
          SimDisk disk = new SimDisk(random);
          StorageFile volume = disk.root().open("volume");
          AtomicWrites writes = AtomicWrites.open(disk.root().open("log"), volume, INCARNATION);
          disk.faults().failNext("log", Operation.SYNC);
          ByteBuffer data = ByteBuffer.allocate(512);
          assertThatThrownBy(() -> writes.write(0, data)).isInstanceOf(IOException.class);
          assertThatThrownBy(() -> writes.write(0, data)).hasMessageContaining("start again");
        });
  }
}
