package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedCopyCoreTest {
  private static final long MAIN = 1;
  private static final long READER = 2;
  private static final int BLOCKS = 1000;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, BLOCKS);

  private static ByteBuffer sealed(long number, long lba, int blocks) {
    return CopyWorld.content('C', 1, number, lba, blocks);
  }

  private static ByteBuffer plain(long number, long lba, int blocks) {
    return CopyWorld.content('P', 0, number, lba, blocks);
  }

  private long bound() {
    world.bind();
    return world.open(MAIN, 1);
  }

  @Test
  void unboundCopyTakesNothing() {
    assertThat(
            world.command(
                l -> new CopyEvent.OpenNexus(world.member(), MAIN, CopyWorld.openList(1, 1), l)))
        .isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(world.replicate(0, 5, sealed(1, 5, 1)).failure)
        .containsInstanceOf(VolumeFailure.Protected.class);
    assertThat(world.status().binding()).isEmpty();
    assertThat(world.at(5).kind()).isEqualTo((char) 0);
  }

  @Test
  void writeIsAcknowledgedOnlyWhenDurableAndInPlace() {
    long opening = bound();
    CopyWorld.Written written = world.replicate(opening, 5, sealed(1, 5, 3));
    assertThat(written.ended).isFalse();
    assertThat(world.at(5).kind()).as("nothing applied before it is durable").isEqualTo((char) 0);
    world.runJobs();
    assertThat(written.good()).isTrue();
    assertThat(world.at(7).number()).isEqualTo(1);
    CopyStatus.Binding binding = world.status().binding().orElseThrow();
    assertThat(binding.durableArrival()).isEqualTo(1);
    assertThat(binding.appliedArrival()).isEqualTo(1);
    assertThat(world.status().ciphertextBlocks()).isEqualTo(3);
  }

  @Test
  void bindChecksGeometryAndStaysWithItsPair() {
    BindCopy large = CopyWorld.bindList(BLOCKS + 1, 1);
    assertWrong(world.command(l -> new CopyEvent.Bind(world.member(), large, l)), 56);
    world.bind();
    assertThat(
            world.command(
                l -> new CopyEvent.Bind(world.member(), CopyWorld.bindList(BLOCKS, 1), l)))
        .isEqualTo(new CopyAnswer.Done());
    BindCopy other =
        new BindCopy(
            new UUID(9, 9),
            CopyWorld.VOLUME,
            CopyWorld.bindList(1, 1).direction(),
            1,
            512,
            BLOCKS,
            BindCopy.Holes.SEALED);
    assertWrong(world.command(l -> new CopyEvent.Bind(world.member(), other, l)), 16);
  }

  @Test
  void nexusNeedsItsKeyRecordAndAnEpochThatIsNotOlder() {
    world.command(l -> new CopyEvent.Bind(world.member(), CopyWorld.bindList(BLOCKS, 5), l));
    assertWrong(open(CopyWorld.openList(1, 5)), 56);
    ByteBuffer record = ByteBuffer.wrap(CopyWorld.keyRecord(1));
    assertThat(world.command(l -> new CopyEvent.StoreKey(record, l)))
        .isEqualTo(new CopyAnswer.Done());
    assertWrong(open(CopyWorld.openList(1, 4)), 48);
    OpenNexus other = CopyWorld.openList(1, 5);
    OpenNexus generation =
        new OpenNexus(other.groupId(), other.volumeId(), other.direction(), 5, 2, other.keyId());
    assertWrong(open(generation), 12);
    assertThat(open(CopyWorld.openList(1, 7))).isInstanceOf(CopyAnswer.Opened.class);
    world.boot();
    assertWrong(open(CopyWorld.openList(1, 6)), 48);
  }

  @Test
  void anotherKeyRecordOfAGenerationIsRefused() {
    world.bind();
    byte[] damaged = CopyWorld.keyRecord(1);
    damaged[40] ^= 1;
    assertThat(world.command(l -> new CopyEvent.StoreKey(ByteBuffer.wrap(damaged), l)))
        .isInstanceOf(CopyAnswer.WrongField.class);
  }

  @Test
  void laterOpeningEndsTheEarlierNexus() {
    long first = bound();
    CopyWorld.Written before = world.replicate(first, 0, sealed(1, 0, 1));
    long second = world.open(MAIN + 10, 1);
    assertThat(before.good()).as("durable before the new nexus is answered").isTrue();
    assertThat(world.replicate(first, 1, sealed(2, 1, 1)).failure)
        .containsInstanceOf(VolumeFailure.Protected.class);
    CopyWorld.Written after = world.replicate(second, 2, sealed(3, 2, 1));
    world.runJobs();
    assertThat(after.good()).isTrue();
    assertThat(world.at(1).kind()).isEqualTo((char) 0);
    world.apply(new CopyEvent.NexusEnded(MAIN + 10));
    assertThat(world.replicate(second, 3, sealed(4, 3, 1)).failure).isPresent();
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(2);
  }

  @Test
  void handedOutBlocksAreReplacedExactlyOnceByTheirReader() {
    long opening = bound();
    world.replicate(opening, 10, sealed(1, 10, 4));
    world.runJobs();
    assertThat(world.decrypt(READER, 10, plain(2, 10, 4)).failure).isPresent();
    TableAnswer answer = world.table(READER, true);
    assertThat(answer.cleared()).isTrue();
    assertThat(answer.entries())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.lba()).isEqualTo(10);
          assertThat(entry.blocks()).isEqualTo(4);
          assertThat(entry.keyId()).isEqualTo(CopyWorld.keyId(1));
          assertThat(entry.state()).isEqualTo(TableEntry.State.CIPHERTEXT);
        });
    assertThat(answer.keyRecords()).singleElement().isEqualTo(CopyWorld.keyRecord(1));
    assertThat(world.decrypt(READER + 1, 10, plain(2, 10, 1)).failure)
        .as("another nexus")
        .isPresent();
    assertThat(world.decrypt(READER, 13, plain(2, 13, 2)).failure)
        .as("one block too many: all or none")
        .isPresent();
    CopyWorld.Written good = world.decrypt(READER, 10, plain(2, 10, 2));
    CopyWorld.Written twice = world.decrypt(READER, 10, plain(3, 10, 2));
    world.runJobs();
    assertThat(good.good()).isTrue();
    assertThat(twice.failure).isPresent();
    assertThat(world.at(10).number()).isEqualTo(2);
    assertThat(world.table(READER, false).entries())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.lba()).isEqualTo(12);
          assertThat(entry.state()).isEqualTo(TableEntry.State.HANDED_OUT);
        });
  }

  @Test
  void newerCiphertextWinsOverTheDecryptor() {
    long opening = bound();
    world.replicate(opening, 10, sealed(1, 10, 4));
    world.runJobs();
    world.table(READER, true);
    CopyWorld.Written newer = world.replicate(opening, 11, sealed(2, 11, 1));
    CopyWorld.Written late = world.decrypt(READER, 10, plain(3, 10, 4));
    world.runJobs();
    assertThat(newer.good()).isTrue();
    assertThat(late.failure).containsInstanceOf(VolumeFailure.Protected.class);
    assertThat(world.at(10).kind()).isEqualTo('C');
    assertThat(world.at(11).number()).isEqualTo(2);
    assertThat(world.decrypt(READER, 11, plain(4, 11, 1)).failure).isPresent();
  }

  @Test
  void handOutSurvivesAKilledReaderAndARestart() {
    long opening = bound();
    world.replicate(opening, 10, sealed(1, 10, 4));
    world.runJobs();
    world.table(READER, true);
    world.apply(new CopyEvent.NexusEnded(READER));
    assertThat(world.decrypt(READER, 10, plain(2, 10, 4)).failure).as("ended").isPresent();
    disk.crash();
    world.boot();
    assertThat(world.decrypt(READER, 10, plain(2, 10, 4)).failure).as("restarted").isPresent();
    TableAnswer again = world.table(READER, true);
    assertThat(again.entries())
        .singleElement()
        .satisfies(e -> assertThat(e.state()).isEqualTo(TableEntry.State.HANDED_OUT));
    CopyWorld.Written written = world.decrypt(READER, 10, plain(2, 10, 4));
    world.runJobs();
    assertThat(written.good()).isTrue();
    assertThat(world.table(READER, true).entries()).isEmpty();
  }

  @Test
  void changesWaitWhileTheTableIsReadAndCleared() {
    long opening = bound();
    world.replicate(opening, 10, sealed(1, 10, 1));
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(new CopyEvent.ReadTable(world.member(), READER, true, 0, 0, 1 << 20, reply));
    CopyWorld.Written after = world.replicate(opening, 20, sealed(2, 20, 1));
    assertThat(world.core().statistics().waiting()).isEqualTo(2);
    world.runJobs();
    assertThat(after.good()).isTrue();
    assertThat(CopyWorld.tableOf(reply.answer).entries())
        .singleElement()
        .satisfies(e -> assertThat(e.lba()).isEqualTo(10));
  }

  @Test
  void fullJournalMakesWritesWaitUntilACheckpoint() {
    long opening = bound();
    CopyWorld.Written[] written = new CopyWorld.Written[60];
    for (int i = 0; i < written.length; i++) {
      written[i] = world.replicate(opening, 0, sealed(i, 0, 64));
    }
    assertThat(world.core().statistics().waiting()).isPositive();
    world.runJobs();
    for (CopyWorld.Written each : written) {
      assertThat(each.good()).isTrue();
    }
    assertThat(world.at(63).number()).isEqualTo(59);
  }

  @Test
  void volumeWithoutRoomSaysSoAndCatchesUp() {
    long opening = bound();
    disk.faults().failNext("volume0", Operation.SPACE);
    CopyWorld.Written full = world.replicate(opening, 0, sealed(1, 0, 1));
    world.runJobs();
    assertThat(full.failure).containsInstanceOf(VolumeFailure.OutOfSpace.class);
    assertThat(world.replicate(opening, 1, sealed(2, 1, 1)).failure)
        .containsInstanceOf(VolumeFailure.OutOfSpace.class);
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(1);
    world.apply(new CopyEvent.Tick());
    assertThat(world.at(0).number()).as("what is durable is applied at last").isEqualTo(1);
    assertThat(world.replicate(opening, 1, sealed(3, 1, 1)).failure)
        .as("a WRITE after a refused one would be counted in its place")
        .containsInstanceOf(VolumeFailure.Protected.class);
    CopyWorld.Written good = world.replicate(world.open(MAIN, 1), 1, sealed(2, 1, 1));
    world.runJobs();
    assertThat(good.good()).isTrue();
    assertThat(world.status().binding().orElseThrow().durableArrival()).isEqualTo(2);
  }

  @Test
  void failedSyncIsAFaultAndNothingIsAcknowledged() {
    long opening = bound();
    CopyWorld.Written written = world.replicate(opening, 0, sealed(1, 0, 1));
    disk.faults().failNext(CopyWorld.JOURNAL, Operation.SYNC);
    world.runJobs();
    assertThat(written.failure).isPresent();
    assertThat(world.status().fault().orElseThrow().code())
        .isEqualTo(CopyStatus.FaultCode.STORAGE_FAILED);
    assertThat(open(CopyWorld.openList(1, 1))).isInstanceOf(CopyAnswer.NotReady.class);
  }

  @Test
  void damagedJournalIsAFaultAfterARestart() throws IOException {
    long opening = bound();
    for (int i = 0; i < 5; i++) {
      world.replicate(opening, i, sealed(i, i, 1));
      world.runJobs();
    }
    disk.damage(CopyWorld.JOURNAL, 8192 + 800, new byte[300]);
    world.boot();
    CopyStatus.Fault fault = world.status().fault().orElseThrow();
    assertThat(fault.code()).isEqualTo(CopyStatus.FaultCode.DAMAGED_JOURNAL);
    assertThat(open(CopyWorld.openList(1, 1))).isInstanceOf(CopyAnswer.NotReady.class);
    assertThat(world.table(READER, false).entries()).as("the table is still read").isNotEmpty();
  }

  @Test
  void shutdownPutsEverythingIntoACheckpoint() {
    long opening = bound();
    world.replicate(opening, 0, sealed(1, 0, 1));
    boolean[] done = new boolean[1];
    world.apply(new CopyEvent.Shutdown(() -> done[0] = true));
    assertThat(done[0]).isFalse();
    world.runJobs();
    assertThat(done[0]).isTrue();
    disk.restartCleanly();
    world.boot();
    assertThat(world.status().ciphertextBlocks()).isEqualTo(1);
    assertThat(world.replayed).isZero();
  }

  @Test
  void aWriteThatMeetsAShutdownMayBeTriedAgain() {
    long opening = bound();
    world.apply(new CopyEvent.Shutdown(() -> {}));
    assertThat(world.replicate(opening, 0, sealed(1, 0, 1)).failure.orElseThrow())
        .as("no refusal, which would suspend the pair")
        .isInstanceOf(VolumeFailure.Away.class);
  }

  private CopyAnswer open(OpenNexus list) {
    return world.command(l -> new CopyEvent.OpenNexus(world.member(), MAIN, list, l));
  }

  private static void assertWrong(CopyAnswer answer, int offset) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(offset));
  }
}
