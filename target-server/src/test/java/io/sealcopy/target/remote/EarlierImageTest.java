package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.sim.FaultPlan.Operation;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import io.sealcopy.storage.table.BlockEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An earlier image of a group: kept while copies change, put back by a take-over. */
class EarlierImageTest {
  private static final long MAIN = 1;
  private static final int BLOCKS = 1000;
  private static final long TIME = 1_700_000_000_000L;

  /** What a member held at one time. */
  private record Held(List<CopyWorld.Content> blocks, List<BlockEntry> entries) {}

  private final SimDisk disk = new SimDisk(Seeds.generator(1));
  private CopyWorld world = new CopyWorld(disk, BLOCKS, 2);
  private long numbers;
  private long opening;

  private void begin() {
    world.bind();
    opening = world.open(MAIN, 1);
    write(0, 0, 300);
    write(1, 500, 40);
    write(0, 996, 4);
  }

  private void write(int member, long lba, int blocks) {
    for (long at = lba; at < lba + blocks; at += 100) {
      int count = (int) Math.min(100, lba + blocks - at);
      world.replicate(member, opening, at, CopyWorld.content('C', 1, ++numbers, at, count));
    }
    world.runJobs();
  }

  private CopyAnswer keep() {
    return world.command(l -> new CopyEvent.KeepImage(TIME, l));
  }

  private CopyAnswer takeOverToImage() {
    long token = world.takeOverStatus(true).token();
    return world.command(l -> new CopyEvent.TakeOverImage(token, l));
  }

  private List<Held> held() {
    List<Held> all = new ArrayList<>();
    for (int member = 0; member < world.members.size(); member++) {
      List<CopyWorld.Content> blocks = new ArrayList<>();
      List<BlockEntry> entries = new ArrayList<>();
      try {
        for (int lba = 0; lba < BLOCKS; lba++) {
          blocks.add(world.at(member, lba));
          entries.add(world.members.get(member).boundImage().table().entry(lba));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      all.add(new Held(blocks, entries));
    }
    return all;
  }

  private ImageStatus image() {
    return world.core().statistics().earlier();
  }

  @Test
  void aTakeOverToItPutsBlocksAndEntriesBack() {
    begin();
    assertThat(keep()).isEqualTo(new CopyAnswer.Done());
    assertThat(image().time()).isEqualTo(TIME);
    List<Held> then = held();
    write(0, 100, 500);
    write(1, 0, 900);
    write(0, 990, 10);
    assertThat(held()).isNotEqualTo(then);
    assertThat(takeOverToImage()).isEqualTo(new CopyAnswer.Done());
    assertThat(held()).isEqualTo(then);
    assertThat(image().kept()).isFalse();
    assertThat(world.status().binding().orElseThrow().takenOver()).isTrue();
    assertThat(world.takeOverStatus(true).changedRegions())
        .as("what was put back differs from the main centre's")
        .isEqualTo(1);
    disk.crash();
    world.boot();
    assertThat(held()).as("nothing of the journal is applied over it").isEqualTo(then);
  }

  @Test
  void anotherRequestKeepsTheEarlierOne() {
    begin();
    keep();
    List<Held> then = held();
    write(0, 0, 200);
    assertThat(keep()).isEqualTo(new CopyAnswer.Done());
    write(0, 200, 200);
    takeOverToImage();
    assertThat(held()).isEqualTo(then);
  }

  @Test
  void aDroppedOneIsNoMoreAndTakesNoSpace() {
    begin();
    keep();
    write(0, 0, 300);
    assertThat(world.command(CopyEvent.DropImage::new)).isEqualTo(new CopyAnswer.Done());
    assertThat(image()).isEqualTo(ImageStatus.NONE);
    assertThat(takeOverToImage()).isInstanceOf(CopyAnswer.NotReady.class);
    assertThat(world.status().binding().orElseThrow().takenOver()).isFalse();
    disk.crash();
    world.boot();
    assertThat(image()).isEqualTo(ImageStatus.NONE);
  }

  @Test
  void anOrdinaryTakeOverLeavesTheChoice() {
    begin();
    keep();
    List<Held> then = held();
    write(0, 0, 300);
    world.takeOver();
    assertThat(image().kept()).isTrue();
    world.write(7, 3, CopyWorld.content('H', 0, 5, 3, 2));
    world.runJobs();
    assertThat(world.at(3).kind()).isEqualTo('H');
    assertThat(keep()).isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(takeOverToImage()).isEqualTo(new CopyAnswer.Done());
    assertThat(held()).isEqualTo(then);
    assertThat(world.status().binding().orElseThrow().pairEpoch()).isEqualTo(2);
  }

  @Test
  void aDiskWithoutRoomForItLosesItAndNotTheChanges() {
    begin();
    keep();
    disk.faults().failNext("copies/copy0/earlier", Operation.WRITE);
    write(0, 0, 300);
    assertThat(image().kept()).isFalse();
    assertThat(image().lost()).contains("copy0");
    assertThat(world.status().fault()).isEmpty();
    disk.crash();
    world.boot();
    assertThat(image().kept()).isFalse();
    assertThat(takeOverToImage()).isInstanceOf(CopyAnswer.NotReady.class);
  }

  @Test
  void aDamagedOneIsNeverPutBack() {
    begin();
    keep();
    write(0, 0, 300);
    write(0, 300, 300);
    disk.damage("copies/copy0/earlier", 4096 + 4096 + 100, new byte[] {1, 2, 3});
    disk.restartCleanly();
    world.boot();
    assertThat(image().kept()).isFalse();
    assertThat(image().lost()).contains("damaged");
    assertThat(world.status().fault()).isEmpty();
  }

  @Test
  void damageThatIsMetWhilePuttingItBackIsAFault() {
    begin();
    keep();
    write(0, 0, 300);
    disk.damage("copies/copy0/earlier", 4096 + 4096 + 100, new byte[] {1, 2, 3});
    takeOverToImage();
    assertThat(world.status().fault()).isPresent();
    disk.restartCleanly();
    world.boot();
    assertThat(world.status().fault()).as("half of it may be put back").isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void itIsTheSameAfterPowerCutsAnywhere(long seed) {
    RandomGenerator random = Seeds.generator(seed);
    SimDisk cut = new SimDisk(random);
    world = new CopyWorld(cut, BLOCKS, 2);
    begin();
    keep();
    List<Held> then = held();
    for (int round = 0; round < 5; round++) {
      cut.cutPowerAtChange(random.nextInt(1, 60));
      try {
        opening = world.open(MAIN + round, 1);
        while (!cut.isOff()) {
          int blocks = random.nextInt(1, 100);
          long lba = random.nextInt(BLOCKS - blocks);
          int member = random.nextInt(2);
          world.replicate(member, opening, lba, CopyWorld.content('C', 1, ++numbers, lba, blocks));
          if (random.nextInt(3) == 0) {
            world.runJobs();
          }
        }
      } catch (PowerCut _) {
        cut.crash();
      }
      cut.cutPowerAtChange(Long.MAX_VALUE / 2);
      world.boot();
      assertThat(world.status().fault()).isEmpty();
      assertThat(image().kept()).isTrue();
    }
    boolean asked = false;
    for (int tries = 0; tries < 10 && image().kept(); tries++) {
      cut.cutPowerAtChange(tries == 9 ? Long.MAX_VALUE / 2 : random.nextInt(1, 40));
      try {
        asked = true;
        takeOverToImage();
      } catch (PowerCut _) {
        cut.crash();
      }
      cut.cutPowerAtChange(Long.MAX_VALUE / 2);
      world.boot();
      assertThat(world.status().fault()).isEmpty();
    }
    assertThat(asked).isTrue();
    assertThat(world.status().binding().orElseThrow().takenOver()).isTrue();
    assertThat(held()).isEqualTo(then);
  }
}
