package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A state directory of a program in which each copy had a journal and key records of its own. */
class OldCopyTest {
  private static final int BLOCKS = 600;
  private static final int RECORDS = 9;
  private static final long EPOCH = 3;

  private static StorageDirectory directory(SimDisk disk) throws IOException {
    return CopyStore.directoryOf(disk.root(), "copy0");
  }

  /** As that program left it when it was killed: nothing is in a checkpoint. */
  private static SimDisk left(long seed, long epoch) throws IOException {
    SimDisk disk = new SimDisk(Seeds.generator(seed));
    StorageDirectory directory = directory(disk);
    new CopyDirectory(
            "copy0",
            directory,
            new SimBlocks(disk.root().open("volume0"), CopyWorld.BLOCK),
            new VolumeGeometry(CopyWorld.BLOCK, BLOCKS),
            null)
        .createTable(CopyWorld.bindList(BLOCKS, 1), 0, 0);
    RecordRing ring = RecordRing.create(directory.openDirect("journal"), 1 << 20, 1, 77);
    for (int i = 1; i <= RECORDS; i++) {
      append(ring, i);
      ring.write();
      ring.sync();
    }
    directory.directory("keys").replace("generation-1", CopyWorld.keyRecord(1));
    CopyState state =
        new CopyState(
            CopyWorld.bindList(BLOCKS, 1), epoch, Optional.of(CopyWorld.openList(1, EPOCH)));
    directory.replace("copy", state.encode());
    return disk;
  }

  private static void append(RecordRing ring, int number) throws IOException {
    ByteBuffer data = CopyWorld.content('C', 1, number, number * 2L, 2);
    RecordHeader header =
        new RecordHeader(
            RecordKind.DATA,
            SealSuite.AES_256_XTS,
            false,
            1,
            CopyWorld.GROUP,
            CopyWorld.VOLUME,
            number,
            CopyWorld.keyId(1),
            1,
            CopyWorld.BLOCK,
            number * 2L,
            2,
            0,
            data.remaining(),
            0,
            0,
            0,
            0);
    ByteBuffer room = Objects.requireNonNull(ring.claim(header.recordLength()));
    int start = room.position();
    header.withBodyChecksumOf(data).encode(room, start);
    room.put(start + RecordHeader.LENGTH, data, 0, data.remaining());
    ring.commit();
  }

  @Test
  void itsJournalIsAppliedAndItGoesOnInAGroupWhereverThePowerIsCut() throws IOException {
    boolean done = false;
    for (int cut = 1; !done; cut++) {
      SimDisk disk = left(cut, EPOCH);
      disk.cutPowerAtChange(cut);
      try {
        new CopyWorld(disk, BLOCKS);
      } catch (PowerCut _) {
        assertThat(disk.isOff()).isTrue();
      }
      done = !disk.isOff();
      disk.crash();
      check(disk);
    }
  }

  private static void check(SimDisk disk) throws IOException {
    CopyWorld world = new CopyWorld(disk, BLOCKS);
    CopyStatus status = world.status();
    assertThat(status.fault()).isEmpty();
    assertThat(status.ciphertextBlocks()).isEqualTo(2 * RECORDS);
    CopyStatus.Binding binding = status.binding().orElseThrow();
    assertThat(binding.pairEpoch()).isEqualTo(EPOCH);
    assertThat(binding.generation()).isEqualTo(1);
    assertThat(binding.durableArrival()).isEqualTo(RECORDS);
    assertThat(binding.takenOver()).isFalse();
    assertThat(world.table(2, false).keyRecords())
        .singleElement()
        .isEqualTo(CopyWorld.keyRecord(1));
    assertThat(world.member().boundImage().table().entry(2L * RECORDS).sequence())
        .as("sequences stay true")
        .isEqualTo(RECORDS);
    CopyAnswer opened =
        world.command(
            l -> new CopyEvent.OpenNexus(world.member(), 1, CopyWorld.openList(1, EPOCH), l));
    long opening = ((CopyAnswer.Opened) opened).opening();
    CopyWorld.Written written = world.replicate(opening, 1, CopyWorld.content('C', 1, 100, 1, 1));
    world.runJobs();
    assertThat(written.good()).isTrue();
    disk.crash();
    world.boot();
    assertThat(world.at(1).number()).isEqualTo(100);
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(RECORDS + 1);
    assertThat(directory(disk).list()).containsExactly("copy", "table");
    assertThat(directory(disk).directory("keys").list()).isEmpty();
  }

  @Test
  void itStaysTakenOver() throws IOException {
    SimDisk disk = left(1, EPOCH + 1);
    CopyWorld world = new CopyWorld(disk, BLOCKS);
    assertThat(world.status().binding().orElseThrow().takenOver()).isTrue();
    CopyWorld.Written host = world.write(5, 0, CopyWorld.content('H', 0, 1, 0, 1));
    world.runJobs();
    assertThat(host.good()).isTrue();
  }

  @Test
  void aDamagedJournalIsAFaultAndNothingIsMoved() throws IOException {
    SimDisk disk = left(1, EPOCH);
    disk.damage("copies/copy0/journal", 8192 + 1500, new byte[300]);
    CopyWorld world = new CopyWorld(disk, BLOCKS);
    assertThat(world.status().fault().orElseThrow().code()).isEqualTo(FaultCode.DAMAGED_JOURNAL);
    assertThat(world.table(2, false).entries()).as("what stands before it is told").isNotEmpty();
    assertThat(directory(disk).list()).contains("journal");
    assertThat(directory(disk).directory("keys").list()).isNotEmpty();
  }
}
