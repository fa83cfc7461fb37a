package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RingOpening.Damaged;
import io.sealcopy.storage.journal.RingOpening.NoRing;
import io.sealcopy.storage.journal.RingOpening.Opened;
import io.sealcopy.storage.journal.RingReader.Step;
import io.sealcopy.storage.sim.FaultPlan;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordRingTest {
  private static final long MIB = 1 << 20;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));

  @Test
  void recordsAreReadInOrderOnceWritten() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 5, 99);
    RingReader reader = ring.reader(ring.tail());
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(Records.record(RecordKind.DATA, 5 + i, 512 * i + 512, i));
      assertThat(Records.append(ring, records.get(i))).isTrue();
      assertThat(reader.next()).isEqualTo(Step.END);
      if (i % 5 == 4) {
        ring.write();
        for (int j = i - 4; j <= i; j++) {
          assertThat(reader.next()).isEqualTo(Step.RECORD);
          assertThat(Records.bytes(reader)).isEqualTo(records.get(j));
        }
      }
    }
    assertThat(reader.nextPosition()).isEqualTo(ring.written()).isEqualTo(ring.head());
  }

  @Test
  void aRecordThatEndsWithItsLapIsFollowedByOneAtTheBeginning() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    int sequence = 1;
    while (MIB - ring.head() > 16384) {
      Records.append(ring, Records.record(RecordKind.DATA, sequence, 4096, sequence++));
    }
    ring.write();
    ring.release(ring.written());
    RingReader reader = ring.reader(ring.tail());
    int rest = (int) (MIB - ring.head());
    int length = rest - RingFrame.LENGTH - RecordHeader.LENGTH;
    byte[] last = Records.record(RecordKind.KEY, sequence, length, 1);
    byte[] first = Records.record(RecordKind.DATA, sequence + 1, 512, 2);
    assertThat(Records.append(ring, last)).isTrue();
    assertThat(ring.head()).isEqualTo(MIB);
    assertThat(Records.append(ring, first)).isTrue();
    ring.write();
    for (byte[] record : List.of(last, first)) {
      assertThat(reader.next()).isEqualTo(Step.RECORD);
      assertThat(Records.bytes(reader)).isEqualTo(record);
    }
    ring.release(MIB);
    assertThat(ring.tailSequence()).isEqualTo(sequence + 1);
  }

  @Test
  void aBatchIsOneWrite() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    long before = disk.changes();
    for (int i = 1; i <= 10; i++) {
      Records.append(ring, Records.record(RecordKind.DATA, i, 4096, i));
    }
    assertThat(disk.changes()).isEqualTo(before);
    ring.write();
    assertThat(disk.changes()).isEqualTo(before + 1);
  }

  @Test
  void aFullRingTakesNoMoreUntilSpaceIsReleased() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    int count = 0;
    while (Records.append(ring, Records.record(RecordKind.DATA, count + 1, 65536, count))) {
      count++;
    }
    assertThat(count).isBetween(14, 16);
    assertThat(ring.fits(1, 65536)).isFalse();
    assertThat(ring.used()).isLessThanOrEqualTo(ring.capacity());
    ring.write();
    RingReader reader = ring.reader(ring.tail());
    reader.next();
    ring.release(reader.nextPosition());
    assertThat(ring.tailSequence()).isEqualTo(2);
    assertThat(Records.append(ring, Records.record(RecordKind.ZERO, count + 1, 0, 0))).isTrue();
  }

  @Test
  void whatFitsIsNeverRefused() {
    Seeds.forEach(
        20,
        (random, _) -> {
          SimDisk own = new SimDisk(random);
          RecordRing ring = RecordRing.create(own.root().open("ring"), MIB, 1, 99);
          long next = 1;
          for (int step = 0; step < 60; step++) {
            List<byte[]> batch = new ArrayList<>();
            int bytes = 0;
            for (int i = random.nextInt(4); i >= 0; i--) {
              batch.add(Records.random(random, next + batch.size()));
              bytes += batch.getLast().length;
            }
            if (!ring.fits(batch.size(), bytes)) {
              ring.write();
              ring.releaseBefore(next - random.nextInt(2));
              continue;
            }
            for (byte[] record : batch) {
              assertThat(Records.append(ring, record)).isTrue();
              next++;
            }
          }
        });
  }

  @Test
  void closingAndOpeningKeepsEverything() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    for (int i = 1; i <= 10; i++) {
      Records.append(ring, Records.record(RecordKind.DATA, i, 4096, i));
    }
    ring.close();
    disk.crash();
    Opened opened = (Opened) RecordRing.open(file());
    assertThat(opened.records()).isEqualTo(10);
    assertThat(opened.tornTail()).isEmpty();
    assertThat(opened.ring().nextSequence()).isEqualTo(11);
    assertThat(opened.ring().syncedSequence()).isEqualTo(10);
  }

  @Test
  void resetForgetsRecordsButNotTheSequence() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    Records.append(ring, Records.record(RecordKind.DATA, 1, 4096, 1));
    ring.reset();
    assertThat(ring.used()).isZero();
    assertThat(ring.tailSequence()).isEqualTo(2);
    disk.crash();
    Opened opened = (Opened) RecordRing.open(file());
    assertThat(opened.records()).isZero();
    assertThat(opened.ring().nextSequence()).isEqualTo(2);
  }

  @Test
  void aSequenceOutOfOrderIsNotAppended() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    byte[] second = Records.record(RecordKind.DATA, 2, 4096, 1);
    assertThatThrownBy(() -> Records.append(ring, second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("record 2 appended instead of 1");
  }

  @Test
  void aRingMadeAnewKnowsNothingOfTheOneBefore() throws IOException {
    RecordRing first = RecordRing.create(file(), MIB, 1, 99);
    Records.append(first, Records.record(RecordKind.DATA, 1, 4096, 1));
    first.close();
    RecordRing.create(file(), MIB, 1, 100);
    disk.crash();
    assertThat(((Opened) RecordRing.open(file())).records()).isZero();
  }

  @Test
  void afterAFailedSyncTheRingRefusesToGoOn() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    Records.append(ring, Records.record(RecordKind.DATA, 1, 4096, 1));
    ring.write();
    disk.faults().failNext("ring", FaultPlan.Operation.SYNC);
    assertThatThrownBy(ring::sync).isInstanceOf(IOException.class);
    assertThat(ring.syncedSequence()).isZero();
    assertThatThrownBy(() -> ring.claim(4096)).isInstanceOf(IOException.class);
  }

  @Test
  void damageOfSyncedRecordsIsToldWhereverItIs() throws IOException {
    for (int position = 0; position < 60_000; position += 997) {
      SimDisk own = new SimDisk(Seeds.generator(position));
      RecordRing ring = RecordRing.create(own.root().open("ring"), MIB, 1, 99);
      for (int i = 1; i <= 15; i++) {
        Records.append(ring, Records.record(RecordKind.DATA, i, 4096, i));
        ring.write();
        ring.sync();
      }
      own.crash();
      own.flipBit("ring", 8 * (8192L + position));
      RingOpening opening = RecordRing.open(own.root().open("ring"));
      long sequence = position / 4304 + 1L;
      if (sequence >= 15) {
        continue; // Nothing was appended after the sync that covered it: ring.md, "cannot see".
      }
      assertThat(opening)
          .isInstanceOfSatisfying(
              Damaged.class,
              damaged -> {
                assertThat(damaged.sequence()).isEqualTo(sequence);
                assertThat(damaged.synced()).isEqualTo(14);
                assertThat(damaged.what()).contains("record " + sequence + " at position");
                assertThat(count(damaged.prefix())).isEqualTo(sequence - 1);
              });
    }
  }

  @Test
  void aTailThatWasCutOffDoesNotComeBackBehindANewRecord() throws IOException {
    int wholePage = 4096 - 48 - 160;
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    Records.append(ring, Records.record(RecordKind.KEY, 1, wholePage, 1));
    Records.append(ring, Records.record(RecordKind.KEY, 2, wholePage, 2));
    ring.write();
    disk.restartCleanly();
    disk.damage("ring", 8192, new byte[4096]);
    Opened opened = (Opened) RecordRing.open(file());
    assertThat(opened.records()).isZero();
    assertThat(opened.tornTail()).contains("record 1 was never durable");
    byte[] other = Records.record(RecordKind.KEY, 1, wholePage, 3);
    Records.append(opened.ring(), other);
    opened.ring().write();
    opened.ring().sync();
    disk.crash();
    Opened again = (Opened) RecordRing.open(file());
    assertThat(again.records()).isEqualTo(1);
    assertThat(again.ring().nextSequence()).isEqualTo(2);
  }

  @Test
  void aDamagedSuperblockLeavesTheOther() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    Records.append(ring, Records.record(RecordKind.DATA, 1, 4096, 1));
    ring.close();
    disk.restartCleanly();
    for (int block = 0; block < 2; block++) {
      SimDisk own = new SimDisk(Seeds.generator(1));
      own.root().open("ring").reserve(MIB + 8192);
      own.damage("ring", 0, disk.content("ring", 0, (int) MIB + 8192));
      own.damage("ring", block * 4096L, new byte[100]);
      assertThat(((Opened) RecordRing.open(own.root().open("ring"))).records()).isEqualTo(1);
    }
    disk.damage("ring", 0, new byte[8192]);
    assertThat(RecordRing.open(file()))
        .isInstanceOfSatisfying(NoRing.class, none -> assertThat(none.what()).contains("ring"));
  }

  @Test
  void aDamagedRecordIsNotRead() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    Records.append(ring, Records.record(RecordKind.DATA, 1, 4096, 1));
    ring.write();
    disk.flipBit("ring", 8 * (8192 + 1000));
    RingReader reader = ring.reader(ring.tail());
    assertThat(reader.next()).isEqualTo(Step.DAMAGED);
    assertThat(reader.damage()).contains("body").contains("position 0");
  }

  private static long count(RingReader reader) {
    try {
      long count = 0;
      while (reader.next() == Step.RECORD) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private StorageFile file() {
    return disk.root().open("ring");
  }
}
