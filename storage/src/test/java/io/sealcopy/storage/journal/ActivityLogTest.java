package io.sealcopy.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.ActivityLog.Opening.NoLog;
import io.sealcopy.storage.journal.ActivityLog.Opening.Opened;
import io.sealcopy.storage.sim.FaultPlan;
import io.sealcopy.storage.sim.PowerCut;
import io.sealcopy.storage.sim.SimDisk;
import java.io.IOException;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ActivityLogTest {
  private static final int REGIONS = 70_001;

  private final SimDisk disk = new SimDisk(Seeds.generator(1));

  @Test
  void manyMarksTakeOneSync() throws IOException {
    ActivityLog log = ActivityLog.create(file(), REGIONS, 7, false);
    long before = disk.syncs();
    for (int region = 0; region < REGIONS; region += 100) {
      log.setActive(region, true);
    }
    log.persist();
    assertThat(disk.syncs()).isEqualTo(before + 1);
    assertThat(log.activeCount()).isEqualTo(701);
    log.persist();
    log.setActive(0, false);
    log.persist();
    assertThat(disk.syncs()).as("neither nothing nor clears are synced").isEqualTo(before + 1);
  }

  @Test
  void whatIsActiveInACrashBecomesDirty() throws IOException {
    ActivityLog log = ActivityLog.create(file(), REGIONS, 7, false);
    log.setActive(5, true);
    log.setDirty(REGIONS - 1, true);
    log.persist();
    disk.crash();
    ActivityLog again = opened(0);
    again.activeBecomesDirty();
    assertThat(again.activeCount()).isZero();
    assertThat(again.nextDirty(0)).isEqualTo(5);
    assertThat(again.nextDirty(6)).isEqualTo(REGIONS - 1);
    assertThat(again.nextDirty(REGIONS)).isEqualTo(-1);
    assertThat(again.nextActive(0)).isEqualTo(-1);
  }

  @Test
  void aMarkThatAKilledProcessHadWrittenAndNotSyncedIsDurableOnceItIsMadeAgain()
      throws IOException {
    for (int seed = 1; seed <= 20; seed++) {
      SimDisk machine = new SimDisk(Seeds.generator(seed));
      ActivityLog log = ActivityLog.create(machine.root().open("log"), 10, 7, false);
      log.setDirty(3, true);
      machine.faults().failNext("log", FaultPlan.Operation.SYNC);
      assertThatThrownBy(log::persist).isInstanceOf(IOException.class);
      machine.kill();
      ActivityLog again = ((Opened) ActivityLog.open(machine.root().open("log"), 10)).log();
      again.setDirty(3, true);
      again.persist();
      machine.crash();
      ActivityLog last = ((Opened) ActivityLog.open(machine.root().open("log"), 10)).log();
      assertThat(last.isDirty(3)).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void aDamagedSectorCountsAsAllSet() throws IOException {
    ActivityLog.create(file(), REGIONS, 7, false);
    disk.flipBit("log", 8 * (4096 + 512 + 100));
    ActivityLog log = opened(1);
    assertThat(log.activeCount()).isEqualTo(3968);
    assertThat(log.nextActive(0)).isEqualTo(3968);
    log.persist();
    assertThat(opened(0).activeCount()).isEqualTo(3968);
  }

  @Test
  void aPageThatCannotBeReadCountsAsAllSet() throws IOException {
    ActivityLog.create(file(), 100, 7, false);
    disk.faults().failLater("log", FaultPlan.Operation.READ, 1);
    Opened opened = (Opened) ActivityLog.open(file(), 100);
    assertThat(opened.log().activeCount()).isEqualTo(100);
    assertThat(opened.log().dirtyCount()).isZero();
  }

  @Test
  void noLogIsToldFromOneOfAnotherSize() throws IOException {
    assertThat(ActivityLog.open(file(), 10)).isInstanceOf(NoLog.class);
    ActivityLog.create(file(), 10, 7, true);
    assertThat(ActivityLog.open(file(), 11))
        .isInstanceOfSatisfying(
            NoLog.class, none -> assertThat(none.what()).contains("10").contains("11"));
  }

  @Test
  void afterAFailedSyncNothingCountsAsDurable() throws IOException {
    ActivityLog log = ActivityLog.create(file(), 10, 7, false);
    log.setActive(3, true);
    disk.faults().failNext("log", FaultPlan.Operation.SYNC);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(log::persist).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noSetBitIsLostInAnyCrash() {
    Seeds.forEach(
        150,
        (random, _) -> {
          SimDisk own = new SimDisk(random);
          ActivityLog log =
              ActivityLog.create(own.root().open("log"), REGIONS, 7, random.nextBoolean());
          BitSet durable = new BitSet();
          if (log.dirtyCount() > 0) {
            durable.set(0, REGIONS);
          }
          for (int crash = 0; crash < 6; crash++) {
            own.cutPowerAtChange(1 + random.nextInt(40));
            work(log, durable, random);
            own.crash();
            log = ((Opened) ActivityLog.open(own.root().open("log"), REGIONS)).log();
            for (int r = durable.nextSetBit(0); r >= 0; r = durable.nextSetBit(r + 1)) {
              assertThat(log.isActive(r) || log.isDirty(r)).as("region %d", r).isTrue();
            }
          }
        });
  }

  /** Bits wander between active and dirty; {@code durable} is what must be in one of them. */
  private static void work(ActivityLog log, BitSet durable, RandomGenerator random)
      throws IOException {
    try {
      for (int step = 0; step < 200; step++) {
        int region = random.nextInt(REGIONS);
        switch (random.nextInt(6)) {
          case 0 -> log.setActive(region, true);
          case 1 -> log.setDirty(region, true);
          case 2 -> {
            log.setDirty(region, true);
            log.setActive(region, false);
          }
          case 3 -> {
            log.setActive(region, true);
            log.setDirty(region, false);
          }
          case 4 -> {
            durable.clear(region);
            log.setActive(region, false);
            log.setDirty(region, false);
          }
          default -> {
            log.persist();
            note(log, durable);
          }
        }
      }
    } catch (PowerCut _) {
      // The rest of the machine's life did not happen.
    }
  }

  private static void note(ActivityLog log, BitSet durable) {
    durable.clear();
    for (int r = log.nextActive(0); r >= 0; r = log.nextActive(r + 1)) {
      durable.set(r);
    }
    for (int r = log.nextDirty(0); r >= 0; r = log.nextDirty(r + 1)) {
      durable.set(r);
    }
  }

  private ActivityLog opened(int unreadable) throws IOException {
    Opened opened = (Opened) ActivityLog.open(file(), REGIONS);
    assertThat(opened.unreadableSectors()).isEqualTo(unreadable);
    return opened.log();
  }

  private StorageFile file() {
    return disk.root().open("log");
  }
}
