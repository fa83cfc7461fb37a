package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.volume.VolumeFailure;
import org.junit.jupiter.api.Test;

/** What a take-over changes, and keeps over a restart right after it. */
class TakenOverCopyTest {
  private static final long MAIN = 1;
  private static final long HOST = 5;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private final CopyWorld world = new CopyWorld(disk, 10_000);

  private long bound() {
    world.bind();
    return world.open(MAIN, 1);
  }

  @Test
  void laterWritesOfTheMainCentreNeverReachTheCopy() {
    long opening = bound();
    CopyWorld.Written before = world.replicate(opening, 0, CopyWorld.content('C', 1, 1, 0, 1));
    world.takeOver();
    assertThat(before.good()).as("what had arrived stays").isTrue();
    CopyWorld.Written after = world.replicate(opening, 1, CopyWorld.content('C', 1, 2, 1, 1));
    world.runJobs();
    assertThat(after.failure).containsInstanceOf(VolumeFailure.Protected.class);
    assertThat(world.at(1).kind()).isEqualTo((char) 0);
    CopyStatus.Binding binding = world.status().binding().orElseThrow();
    assertThat(binding.takenOver()).isTrue();
    assertThat(binding.pairEpoch()).isEqualTo(2);
    assertThat(binding.durableArrival()).isEqualTo(1);
  }

  @Test
  void noEpochOpensANexusAgain() {
    bound();
    world.takeOver();
    disk.crash();
    world.boot();
    for (long epoch = 1; epoch <= 3; epoch++) {
      long tried = epoch;
      assertEpochIsWrong(
          world.command(
              l -> new CopyEvent.OpenNexus(world.member(), MAIN, CopyWorld.openList(1, tried), l)));
      assertEpochIsWrong(
          world.command(
              l -> new CopyEvent.Bind(world.member(), CopyWorld.bindList(10_000, tried), l)));
    }
    assertThat(world.status().binding().orElseThrow().takenOver()).isTrue();
  }

  private static void assertEpochIsWrong(CopyAnswer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            CopyAnswer.WrongField.class, wrong -> assertThat(wrong.offset()).isEqualTo(48));
  }

  @Test
  void hostsWriteOnlyFromThenOn() {
    long opening = bound();
    world.replicate(opening, 10, CopyWorld.content('C', 1, 1, 10, 4));
    world.runJobs();
    assertThat(world.write(HOST, 10, CopyWorld.content('H', 0, 2, 10, 1)).failure)
        .containsInstanceOf(VolumeFailure.Protected.class);
    world.takeOver();
    CopyWorld.Written written = world.write(HOST, 11, CopyWorld.content('H', 0, 3, 11, 2));
    assertThat(written.ended).as("not before it is durable").isFalse();
    world.runJobs();
    assertThat(written.good()).isTrue();
    assertThat(world.at(11).kind()).isEqualTo('H');
    assertThat(world.status().ciphertextBlocks()).as("its blocks are plaintext").isEqualTo(2);
  }

  @Test
  void whatAHostChangedIsMarkedDurablyBeforeItIsTold() {
    bound();
    world.takeOver();
    assertThat(world.takeOverStatus(true).changedRegions()).isZero();
    CopyWorld.Written written = world.write(HOST, 4096, CopyWorld.content('H', 0, 1, 4096, 1));
    world.runJobs();
    assertThat(written.good()).isTrue();
    disk.crash();
    world.boot();
    assertThat(world.takeOverStatus(true).changedRegions()).isEqualTo(1);
    assertThat(world.at(4096).kind()).isEqualTo('H');
    CopyWorld.Written again = world.write(HOST, 0, CopyWorld.content('H', 0, 2, 0, 1));
    world.runJobs();
    assertThat(again.good()).isTrue();
    assertThat(world.takeOverStatus(true).changedRegions()).isEqualTo(2);
  }

  @Test
  void aMarkThatCannotBeKeptIsAFault() {
    bound();
    world.takeOver();
    disk.faults().failNext("copies/copy0/changed", Operation.SYNC);
    CopyWorld.Written written = world.write(HOST, 0, CopyWorld.content('H', 0, 1, 0, 1));
    world.runJobs();
    assertThat(written.failure).isPresent();
    assertThat(world.status().fault()).isPresent();
  }

  @Test
  void aLostMarkFileCountsAsAllChanged() {
    bound();
    world.takeOver();
    disk.damage("copies/copy0/changed", 0, new byte[4096]);
    world.boot();
    assertThat(world.takeOverStatus(true).changedRegions()).isEqualTo(5);
  }
}
