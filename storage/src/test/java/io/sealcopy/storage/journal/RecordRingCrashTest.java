package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RingOpening.Damaged;
import io.sealcopy.storage.journal.RingOpening.NoRing;
import io.sealcopy.storage.journal.RingOpening.Opened;
import io.sealcopy.storage.journal.RingReader.Step;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A ring through many power cuts against a map of what was appended. */
class RecordRingCrashTest {
  private static final long CAPACITY = 1 << 20;

  /** What was appended and not yet released, by sequence. */
  private final NavigableMap<Long, byte[]> model = new TreeMap<>();

  private long synced;
  private long released;

  @Test
  void afterAnyPowerCutThereIsAPrefixWithEverythingSynced() {
    Seeds.forEach(60, (random, _) -> run(random, 12, 60));
  }

  @Test
  void everySingleWriteMayBeTheLast() {
    Seeds.forEach(
        1,
        (random, seed) -> {
          for (int cut = 1; cut < 120; cut++) {
            cutAt(Seeds.generator(seed), cut);
          }
        });
  }

  private void cutAt(RandomGenerator random, int cut) throws IOException {
    reset();
    SimDisk disk = new SimDisk(random);
    RecordRing ring = RecordRing.create(disk.root().open("ring"), CAPACITY, 1, 77);
    disk.cutPowerAtChange(cut);
    work(ring, random, 10_000);
    disk.crash();
    check(disk.root().open("ring"), random);
  }

  /** What a resync does with the journal before: it counts until the new one is durable. */
  @Test
  void makingARingInPlaceOfAnotherIsAllOrNothing() {
    Seeds.forEach(
        10,
        (random, _) -> {
          for (int cut = 1; cut <= 5; cut++) {
            SimDisk disk = new SimDisk(random);
            RecordRing old = RecordRing.create(disk.root().open("ring"), CAPACITY, 1, 77);
            for (int i = 1; i <= 9; i++) {
              byte[] record = Records.record(RecordKind.DATA, i, 4096, random.nextLong());
              assertThat(Records.append(old, record)).isTrue();
            }
            old.write();
            old.sync();
            disk.cutPowerAtChange(cut);
            try {
              RecordRing.create(disk.root().open("ring"), CAPACITY, 10, 78);
            } catch (PowerCut _) {
              // Somewhere in between.
            }
            disk.crash();
            RingOpening opening = RecordRing.open(disk.root().open("ring"));
            assertThat(opening).isInstanceOf(RingOpening.Opened.class);
            RecordRing found = ((RingOpening.Opened) opening).ring();
            assertThat(found.nextSequence()).isEqualTo(10);
            assertThat(found.tailSequence()).isIn(1L, 10L);
          }
        });
  }

  private void run(RandomGenerator random, int crashes, int steps) throws IOException {
    reset();
    SimDisk disk = new SimDisk(random);
    RecordRing ring = RecordRing.create(disk.root().open("ring"), CAPACITY, 1, 77);
    for (int crash = 0; crash < crashes; crash++) {
      if (random.nextBoolean()) {
        disk.cutPowerAtChange(1 + random.nextInt(steps));
      }
      work(ring, random, steps);
      if (!disk.isOff() && random.nextInt(4) == 0) {
        close(ring);
      }
      disk.crash();
      if (random.nextInt(3) == 0) {
        disk.cutPowerAtChange(1 + random.nextInt(3));
        try {
          open(disk.root().open("ring"), random);
        } catch (PowerCut _) {
          // Power fails while recovering, too.
        }
        disk.crash();
      }
      ring = check(disk.root().open("ring"), random);
    }
  }

  private void reset() {
    model.clear();
    synced = 0;
    released = 0;
  }

  /** Appends, syncs and releases until {@code steps} are done or the power is cut. */
  private void work(RecordRing ring, RandomGenerator random, int steps) throws IOException {
    long written = ring.nextSequence() - 1;
    try {
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(6)) {
          case 0 -> {
            long all = written;
            assertThat(ring.sync()).isGreaterThanOrEqualTo(all);
            synced = Math.max(synced, ring.syncedSequence());
          }
          case 1 -> {
            ring.write();
            written = ring.nextSequence() - 1;
          }
          case 2 -> release(ring, random);
          default -> {
            byte[] record = Records.random(random, ring.nextSequence());
            model.put(ring.nextSequence(), record);
            if (!Records.append(ring, record)) {
              model.remove(ring.nextSequence());
              release(ring, random);
            }
          }
        }
      }
    } catch (PowerCut _) {
      // The rest of the machine's life did not happen.
    }
  }

  private void close(RecordRing ring) throws IOException {
    try {
      ring.close();
      synced = Math.max(synced, ring.nextSequence() - 1);
    } catch (PowerCut _) {
      // As above.
    }
  }

  private void release(RecordRing ring, RandomGenerator random) throws IOException {
    RingReader reader = ring.reader(ring.tail());
    long below = ring.tailSequence();
    for (int i = random.nextInt(12); i > 0 && reader.next() == Step.RECORD; i--) {
      below = reader.header().sequence() + 1;
    }
    // From now on both are allowed: records below are there, or are not.
    released = Math.max(released, below - 1);
    ring.release(reader.nextPosition());
    synced = Math.max(synced, ring.syncedSequence());
  }

  private static RingOpening open(StorageFile file, RandomGenerator random) throws IOException {
    return random.nextInt(3) == 0 ? RecordRing.open(file) : RecordRing.openAtCheckpoint(file);
  }

  private RecordRing check(StorageFile file, RandomGenerator random) throws IOException {
    RecordRing ring =
        switch (open(file, random)) {
          case Opened opened -> opened.ring();
          case Damaged damaged -> throw new AssertionError(damaged.what());
          case NoRing none -> throw new AssertionError(none.what());
        };
    assertThat(ring.tailSequence()).isLessThanOrEqualTo(released + 1);
    assertThat(ring.nextSequence()).isGreaterThan(synced);
    RingReader reader = ring.reader(ring.tail());
    long expected = ring.tailSequence();
    long bytes = 0;
    while (reader.next() == Step.RECORD) {
      assertThat(reader.header().sequence()).isEqualTo(expected);
      assertThat(Records.bytes(reader)).isEqualTo(model.get(expected));
      bytes += (reader.header().recordLength() + 7) & -8;
      expected++;
    }
    assertThat(reader.next()).as(reader.damage()).isEqualTo(Step.END);
    assertThat(ring.nextSequence()).isEqualTo(expected);
    assertThat(ring.recordBytes(ring.tail(), ring.tailSequence())).isEqualTo(bytes);
    model.tailMap(expected).clear();
    synced = expected - 1;
    assertThat(ring.syncedSequence()).isEqualTo(synced);
    return ring;
  }
}
