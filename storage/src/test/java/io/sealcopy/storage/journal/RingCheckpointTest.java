package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.ring.RingFrame;
import io.sealcopy.protocol.ring.RingSuperblock;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.RingOpening.Damaged;
import io.sealcopy.storage.journal.RingOpening.Opened;
import io.sealcopy.storage.journal.RingReader.Step;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a ring's checkpoint spares an opening, and what it must not hide. */
class RingCheckpointTest {
  private static final long MIB = 1 << 20;
  private static final int SPAN = RingFrame.span(RecordHeader.LENGTH + 4096);

  private final SimDisk disk = new SimDisk(Seeds.generator(1));

  @Test
  void whatIsBeforeTheCheckpointIsNotReadByTheOpeningButByTheReader() throws IOException {
    syncedOneByOne(RecordRing.create(file(), MIB, 1, 99), 40);
    disk.crash();
    disk.flipBit("ring", 8 * (8192 + 4L * SPAN + 1000));
    RecordRing ring = opened(RecordRing.openAtCheckpoint(file()), 40);
    RingReader reader = ring.reader(ring.tail());
    for (int i = 1; i <= 4; i++) {
      assertThat(reader.next()).isEqualTo(Step.RECORD);
    }
    assertThat(reader.next()).isEqualTo(Step.DAMAGED);
    assertThat(reader.damage()).contains("position " + 4 * SPAN);
  }

  @Test
  void whoReadsEverythingFindsDamageBeforeTheCheckpointWhileOpening() throws IOException {
    syncedOneByOne(RecordRing.create(file(), MIB, 1, 99), 40);
    disk.crash();
    disk.flipBit("ring", 8 * (8192 + 4L * SPAN + 1000));
    assertThat(RecordRing.open(file()))
        .isInstanceOfSatisfying(
            Damaged.class, damaged -> assertThat(damaged.sequence()).isEqualTo(5));
  }

  @Test
  void damageBehindTheCheckpointIsFoundWhileOpening() throws IOException {
    int found = 0;
    for (int sequence = 1; sequence < 40; sequence++) {
      SimDisk own = new SimDisk(Seeds.generator(sequence));
      StorageFile file = own.root().open("ring");
      syncedOneByOne(RecordRing.create(file, MIB, 1, 99), 40);
      own.crash();
      own.flipBit("ring", 8 * (8192L + (sequence - 1L) * SPAN + 1000));
      switch (RecordRing.openAtCheckpoint(own.root().open("ring"))) {
        case Damaged damaged -> {
          found++;
          assertThat(damaged.sequence()).isEqualTo(sequence);
          assertThat(damaged.synced()).isEqualTo(39);
        }
        case RingOpening other -> assertThat(other).isInstanceOf(Opened.class);
      }
    }
    // 16 KiB between checkpoints, and one sync until the next is written.
    assertThat(found).isBetween(1, 6);
  }

  @Test
  void aRingThatWasClosedIsNotReadAtAll() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    syncedOneByOne(ring, 3);
    ring.close();
    disk.restartCleanly();
    disk.damage("ring", 8192, new byte[3 * SPAN]);
    opened(RecordRing.openAtCheckpoint(file()), 3);
  }

  @Test
  void aTailThatWasCutOffDoesNotComeBackBehindACheckpoint() throws IOException {
    for (boolean everything : new boolean[] {false, true}) {
      SimDisk own = new SimDisk(Seeds.generator(1));
      int wholePage = 4096 - RingFrame.LENGTH - RecordHeader.LENGTH;
      RecordRing ring = RecordRing.create(own.root().open("ring"), MIB, 1, 99);
      Records.append(ring, Records.record(RecordKind.KEY, 1, wholePage, 1));
      Records.append(ring, Records.record(RecordKind.KEY, 2, wholePage, 2));
      ring.write();
      own.restartCleanly();
      own.damage("ring", 8192, new byte[4096]);
      RecordRing second = opened(RecordRing.open(own.root().open("ring")), 0);
      Records.append(second, Records.record(RecordKind.KEY, 1, wholePage, 3));
      second.write();
      second.sync();
      second.release(second.written());
      own.crash();
      StorageFile file = own.root().open("ring");
      RingOpening third = everything ? RecordRing.open(file) : RecordRing.openAtCheckpoint(file);
      opened(third, 1);
    }
  }

  @Test
  void theAppenderDoesNotGetOutOfReachOfTheCheckpoint() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    int last = (int) (MIB / 2 / SPAN) + 1;
    for (int sequence = 1; sequence <= last; sequence++) {
      Records.append(ring, Records.record(RecordKind.DATA, sequence, 4096, sequence));
      ring.write();
    }
    assertThat(ring.syncedSequence()).isZero();
    Records.append(ring, Records.record(RecordKind.DATA, last + 1, 4096, 1));
    assertThat(ring.syncedSequence()).isEqualTo(last);
    disk.crash();
    opened(RecordRing.openAtCheckpoint(file()), last);
  }

  /** One record of one sync is damaged, all others of it never say that it had been synced. */
  @Test
  void oneFrameAtTheEndOfTheReachIsEnoughToProveDamage() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    int many = (int) (MIB / 2 / SPAN);
    for (int sequence = 1; sequence <= many; sequence++) {
      Records.append(ring, Records.record(RecordKind.DATA, sequence, 4096, sequence));
    }
    ring.write();
    ring.sync();
    Records.append(ring, Records.record(RecordKind.DATA, many + 1, 4096, 1));
    ring.write();
    disk.restartCleanly();
    disk.damage("ring", 8192, new byte[many * SPAN]);
    assertThat(RecordRing.openAtCheckpoint(file()))
        .isInstanceOfSatisfying(
            Damaged.class, damaged -> assertThat(damaged.synced()).isEqualTo(many));
  }

  @Test
  void theNewerSuperblockMayBeLost() throws IOException {
    for (int block = 0; block < 2; block++) {
      SimDisk own = new SimDisk(Seeds.generator(block));
      syncedOneByOne(RecordRing.create(own.root().open("ring"), MIB, 1, 99), 40);
      own.crash();
      own.damage("ring", block * 4096L, new byte[100]);
      opened(RecordRing.openAtCheckpoint(own.root().open("ring")), 40);
    }
  }

  @Test
  void aRingOfVersion1IsReadWhollyOnceAndHasACheckpointThen() throws IOException {
    RecordRing ring = RecordRing.create(file(), MIB, 1, 99);
    for (int sequence = 1; sequence <= 20; sequence++) {
      Records.append(ring, Records.record(RecordKind.DATA, sequence, 4096, sequence));
    }
    ring.write();
    ring.sync();
    disk.restartCleanly();
    byte[] old = firstVersion(99, MIB);
    disk.damage("ring", 0, old);
    disk.damage("ring", 4096, old);
    SimDisk damaged = new SimDisk(Seeds.generator(2));
    damaged.root().open("ring").reserve(MIB + 8192);
    damaged.damage("ring", 0, disk.content("ring", 0, (int) MIB + 8192));
    damaged.flipBit("ring", 8 * (8192 + 4L * SPAN + 1000));
    RingOpening cut = RecordRing.openAtCheckpoint(damaged.root().open("ring"));
    opened(cut, 4);
    opened(RecordRing.openAtCheckpoint(file()), 20).close();
    disk.restartCleanly();
    assertThat(disk.content("ring", 0, 10)[9] + disk.content("ring", 4096, 10)[9]).isEqualTo(4);
    disk.flipBit("ring", 8 * (8192 + 4L * SPAN + 1000));
    opened(RecordRing.openAtCheckpoint(file()), 20);
  }

  /** By the table of version 1: empty, never synced, opened once. */
  private static byte[] firstVersion(long ringId, long capacity) {
    byte[] bytes = new byte[72];
    ByteBuffer block = ByteBuffer.wrap(bytes);
    block.putLong(RingSuperblock.MAGIC).putShort((short) 1).putShort((short) 0).putInt(1);
    block.putLong(ringId).putLong(capacity).putLong(9).putLong(0).putLong(1).putLong(0).putInt(0);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, 68);
    block.putInt((int) checksum.getValue());
    return bytes;
  }

  private static void syncedOneByOne(RecordRing ring, int count) throws IOException {
    for (int sequence = 1; sequence <= count; sequence++) {
      Records.append(ring, Records.record(RecordKind.DATA, sequence, 4096, sequence));
      ring.write();
      ring.sync();
    }
  }

  private static RecordRing opened(RingOpening opening, long last) {
    assertThat(opening).isInstanceOf(Opened.class);
    RecordRing ring = ((Opened) opening).ring();
    assertThat(ring.nextSequence()).isEqualTo(last + 1);
    return ring;
  }

  private StorageFile file() {
    return disk.root().open("ring");
  }
}
