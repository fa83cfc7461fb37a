package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Several copies in one group: one journal, one nexus, one order, one fate. */
class GroupOfCopiesTest {
  private static final long MAIN = 1;
  private static final long READER = 2;
  private static final int BLOCKS = 600;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, BLOCKS, 3);

  private static ByteBuffer sealed(long number, long lba, int blocks) {
    return CopyWorld.content('C', 1, number, lba, blocks);
  }

  private CopyAnswer bind(int member, UUID volume, long epoch) {
    BindCopy list =
        new BindCopy(
            CopyWorld.GROUP,
            volume,
            Direction.MAIN_TO_REMOTE,
            epoch,
            CopyWorld.BLOCK,
            BLOCKS,
            BindCopy.Holes.SEALED);
    CopyMember copy = world.members.get(member);
    return world.command(l -> new CopyEvent.Bind(copy, list, l));
  }

  private CopyAnswer open(int member, long session) {
    CopyMember copy = world.members.get(member);
    return world.command(
        l -> new CopyEvent.OpenNexus(copy, session, CopyWorld.openList(member, 1, 1), l));
  }

  private static void assertWrong(CopyAnswer answer, int offset) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(offset));
  }

  private long arrivals(int member) {
    return world.status(member).binding().orElseThrow().durableArrival();
  }

  @Test
  void theArrivalNumberIsTheSameAtEveryMember() {
    world.bind();
    long opening = world.open(MAIN, 1);
    world.replicate(0, opening, 1, sealed(1, 1, 1));
    world.replicate(2, opening, 1, sealed(2, 1, 1));
    world.runJobs();
    assertThat(arrivals(0)).isEqualTo(2);
    assertThat(arrivals(1)).isEqualTo(2);
    assertThat(arrivals(2)).isEqualTo(2);
    assertThat(world.at(2, 1).number()).isEqualTo(2);
    assertThat(world.at(1, 1).kind()).isEqualTo((char) 0);
  }

  @Test
  void aVolumeHasOneCopyInItsGroup() {
    world.bind();
    assertWrong(bind(1, CopyWorld.volume(0), 1), 32);
    assertThat(bind(1, CopyWorld.volume(1), 1)).as("again").isEqualTo(new CopyAnswer.Done());
  }

  @Test
  void anotherVolumeJoinsLaterAndBeginsThere() {
    assertThat(bind(0, CopyWorld.volume(0), 1)).isEqualTo(new CopyAnswer.Done());
    ByteBuffer key = ByteBuffer.wrap(CopyWorld.keyRecord(1));
    world.command(l -> new CopyEvent.StoreKey(key, l));
    long opening = ((CopyAnswer.Opened) open(0, MAIN)).opening();
    world.replicate(0, opening, 1, sealed(1, 1, 1));
    CopyWorld.Written early = world.replicate(1, opening, 1, sealed(2, 1, 1));
    assertThat(early.failure).containsInstanceOf(VolumeFailure.Protected.class);
    world.runJobs();
    opening = ((CopyAnswer.Opened) open(0, MAIN)).opening();
    assertThat(bind(1, CopyWorld.volume(1), 1)).isEqualTo(new CopyAnswer.Done());
    assertThat(((CopyAnswer.Opened) open(1, MAIN)).opening()).isEqualTo(opening);
    CopyWorld.Written first = world.replicate(0, opening, 2, sealed(3, 2, 1));
    CopyWorld.Written second = world.replicate(1, opening, 2, sealed(4, 2, 1));
    world.runJobs();
    assertThat(first.good() && second.good()).as("one nexus has both").isTrue();
    disk.crash();
    world.boot();
    assertThat(arrivals(1)).isEqualTo(3);
    assertThat(world.at(1, 2).number()).isEqualTo(4);
    assertThat(world.table(READER, false).keyRecords()).as("the group's keys").hasSize(1);
  }

  @Test
  void anOlderEpochJoinsNoGroupAndANewerOneEndsTheNexus() {
    bind(0, CopyWorld.volume(0), 5);
    assertWrong(bind(1, CopyWorld.volume(1), 4), 48);
    assertThat(world.status(1).binding()).isEmpty();
    ByteBuffer key = ByteBuffer.wrap(CopyWorld.keyRecord(1));
    world.command(l -> new CopyEvent.StoreKey(key, l));
    CopyMember copy = world.member();
    CopyAnswer opened =
        world.command(l -> new CopyEvent.OpenNexus(copy, MAIN, CopyWorld.openList(0, 1, 5), l));
    long opening = ((CopyAnswer.Opened) opened).opening();
    assertThat(bind(1, CopyWorld.volume(1), 6)).isEqualTo(new CopyAnswer.Done());
    assertThat(world.replicate(0, opening, 1, sealed(1, 1, 1)).failure).isPresent();
    assertThat(world.status(0).binding().orElseThrow().pairEpoch()).isEqualTo(6);
  }

  @Test
  void anotherSessionTakesTheNexusFromAllMembers() {
    world.bind();
    long first = world.open(MAIN, 1);
    long second = ((CopyAnswer.Opened) open(1, MAIN + 10)).opening();
    assertThat(world.replicate(0, first, 1, sealed(1, 1, 1)).failure).isPresent();
    assertThat(world.replicate(0, second, 1, sealed(2, 1, 1)).failure)
        .as("not opened by that session yet")
        .isPresent();
  }

  @Test
  void readAndClearKeepsItsPlaceInTheOrderOfAllMembers() {
    world.bind();
    long opening = world.open(MAIN, 1);
    world.replicate(0, opening, 1, sealed(1, 1, 1));
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(new CopyEvent.ReadTable(world.members.get(1), READER, true, 0, 0, 1 << 20, reply));
    CopyWorld.Written after = world.replicate(2, opening, 2, sealed(2, 2, 1));
    assertThat(reply.answer).isNull();
    world.runJobs();
    assertThat(CopyWorld.tableOf(reply.answer).entries()).isEmpty();
    assertThat(after.good()).isTrue();
  }

  @Test
  void aFaultOfOneMembersVolumeIsOneOfTheGroupAndNamesIt() {
    world.bind();
    long opening = world.open(MAIN, 1);
    disk.faults().failNext("volume1", Operation.WRITE);
    world.replicate(1, opening, 1, sealed(1, 1, 1));
    world.runJobs();
    for (int i = 0; i < 3; i++) {
      assertThat(world.status(i).fault().orElseThrow().code()).isEqualTo(FaultCode.STORAGE_FAILED);
      assertThat(world.status(i).fault().orElseThrow().text()).contains("copy1");
    }
    assertThat(world.replicate(0, opening, 1, sealed(2, 1, 1)).failure).isPresent();
  }

  @Test
  void aDamagedTableOfOneMemberStopsAll() throws IOException {
    world.bind();
    disk.damage("copies/copy2/table", 0, new byte[4096 * 64]);
    world.boot();
    assertThat(world.status(0).fault().orElseThrow().text()).contains("copy2");
    assertThat(world.status(2).fault().orElseThrow().code()).isEqualTo(FaultCode.DAMAGED_TABLE);
    assertThat(world.table(READER, false).entries()).as("what is sound can be read").isEmpty();
  }

  @Test
  void takeOverTakesAllMembers() {
    world.bind();
    world.open(MAIN, 1);
    world.takeOver();
    for (int i = 0; i < 3; i++) {
      assertThat(world.status(i).binding().orElseThrow().takenOver()).isTrue();
      assertWrong(open(i, MAIN), 48);
    }
    disk.crash();
    world.boot();
    assertThat(world.status(2).binding().orElseThrow().takenOver()).isTrue();
  }

  @Test
  void aMemberThatIsNotConfiguredIsAFaultUntilItIsReleased() throws IOException {
    world.bind();
    world.open(MAIN, 1);
    CopyWorld fewer = new CopyWorld(disk, BLOCKS, 2);
    assertThat(fewer.status(0).fault().orElseThrow().text()).contains("copy2", "put it back");
    CopyStore.release(disk.root(), "copy2");
    fewer.boot();
    assertThat(fewer.status(0).fault()).isEmpty();
    CopyStore.release(disk.root(), "copy1");
    CopyStore.release(disk.root(), "copy0");
    world.boot();
    assertThat(world.status(0).binding()).as("the last one ended the group").isEmpty();
    world.bind();
  }

  @Test
  void aReleasedMembersRecordsArePassedOver() throws IOException {
    world.bind();
    long opening = world.open(MAIN, 1);
    for (int i = 0; i < 3; i++) {
      world.replicate(i, opening, 1, sealed(i + 1, 1, 1));
      world.runJobs();
    }
    disk.crash();
    CopyStore.release(disk.root(), "copy1");
    world.boot();
    assertThat(world.status(1).binding()).isEmpty();
    assertThat(arrivals(0)).isEqualTo(3);
    assertThat(bind(1, CopyWorld.volume(1), 1)).isEqualTo(new CopyAnswer.Done());
    disk.crash();
    world.boot();
    assertThat(world.status(1).ciphertextBlocks()).as("it began anew").isZero();
    assertThat(arrivals(1)).isEqualTo(3);
  }

  @Test
  void aCopyWhoseGroupIsLostIsNotTakenForUnbound() throws IOException {
    world.bind();
    disk.root().directory("groups").directory(CopyWorld.GROUP.toString()).delete("group");
    world.boot();
    assertThat(world.members.get(1).status(null).fault().orElseThrow().code())
        .isEqualTo(FaultCode.DAMAGED_STATE);
    CopyStore.release(disk.root(), "copy0");
    CopyStore.release(disk.root(), "copy1");
    CopyStore.release(disk.root(), "copy2");
    world.boot();
    world.bind();
  }

  @Test
  void bindingSurvivesAPowerCutAnywhereOrIsNoBinding() {
    for (int cut = 1; ; cut++) {
      SimDisk own = new SimDisk(Seeds.generator(cut));
      CopyWorld there = new CopyWorld(own, BLOCKS, 2);
      own.cutPowerAtChange(cut);
      boolean whole = true;
      try {
        there.bind();
      } catch (PowerCut _) {
        whole = false;
      }
      if (!own.isOff() && whole) {
        return;
      }
      own.crash();
      there.boot();
      there.bind();
      long opening = there.open(MAIN, 1);
      CopyWorld.Written first = there.replicate(0, opening, 1, sealed(1, 1, 1));
      CopyWorld.Written second = there.replicate(1, opening, 1, sealed(2, 1, 1));
      there.runJobs();
      assertThat(first.good() && second.good()).as("power cut at change %d", cut).isTrue();
    }
  }
}
