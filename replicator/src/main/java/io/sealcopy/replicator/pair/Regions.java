package io.sealcopy.replicator.pair;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each region: active (a change may not be in the synced journal and P-VOL), dirty
 * (durably to be copied) and still to copy (dirty, and the copier has not begun with it).
 */
final class Regions {
  private static final int CLEARED_AT_ONCE = 64;

  private record Copied(int region, long sequence) {}

  private final GroupParameters parameters;
  private final RegionLog log;
  private final ActiveRegions active = new ActiveRegions();
  private final BitSet toCopy = new BitSet();
  private final ArrayDeque<Copied> copied = new ArrayDeque<>();
  private int toCopyCount;
  private int copyTotal;
  private boolean unpersisted;
  private boolean progress;
  private @Nullable ChangeWatch watch;

  Regions(GroupParameters parameters, RegionLog log) {
    this.parameters = parameters;
    this.log = log;
  }

  /** Has {@code told} told which regions change; null: nobody. */
  void watch(@Nullable ChangeWatch told) {
    watch = told;
  }

  /** Whether the copier has still to begin with the region. */
  boolean isToCopy(int region) {
    return toCopy.get(region);
  }

  /** After a start: what was active may differ at the remote, so it is dirty from now on. */
  void recover() throws IOException {
    int count = log.regions();
    for (int region = 0; region < count; region++) {
      if (log.isActive(region)) {
        markDirty(region);
      } else if (log.isDirty(region)) {
        setToCopy(region);
      }
    }
    // Dirty is durable before active goes: the two bits of a region may be on different pages.
    log.persist();
    for (int region = 0; region < count; region++) {
      if (log.isActive(region)) {
        log.setActive(region, false);
      }
    }
    log.persist();
    unpersisted = false;
    // What was copied before the start counts: progress goes on from there.
    copyTotal = toCopyCount == 0 ? 0 : count;
  }

  int toCopyCount() {
    return toCopyCount;
  }

  /** How many regions had to be copied at most since none had; all of them after a start. */
  int copyTotal() {
    return copyTotal;
  }

  int activeCount() {
    return active.size();
  }

  int regionCount() {
    return log.regions();
  }

  /**
   * Regions that the remote may lack content of, beside what is in the journal.
   *
   * @param synced the last record that is durable in the journal; what was copied up to there is
   *     not lacking, although its mark stays until the P-VOL is durable too
   * @param withActive also those with changes that may not be in the synced journal
   */
  BitSet lacking(long synced, boolean withActive) {
    BitSet lacking = new BitSet();
    for (int region = 0; region < log.regions(); region++) {
      if (log.isDirty(region)) {
        lacking.set(region);
      }
    }
    for (Copied copy : copied) {
      if (copy.sequence <= synced && !toCopy.get(copy.region)) {
        lacking.clear(copy.region);
      }
    }
    for (int region = 0; withActive && region < log.regions(); region++) {
      if (log.isActive(region)) {
        lacking.set(region);
      }
    }
    return lacking;
  }

  /** Whether the copier will begin with every region of the range only later. */
  boolean copierWillBring(GroupMember member, long lba, long blocks) {
    if (toCopyCount == 0) {
      return false;
    }
    int last = member.lastRegion(lba, blocks);
    int first = member.regionOf(lba);
    return toCopy.nextClearBit(first) > last;
  }

  /** Before the P-VOL changes: the range's regions are active, durable after {@link #persist}. */
  void activate(GroupMember member, long lba, long blocks, long change) {
    int last = member.lastRegion(lba, blocks);
    for (int region = member.regionOf(lba); region <= last; region++) {
      if (active.touch(region, change)) {
        log.setActive(region, true);
        unpersisted = true;
      }
      if (watch != null) {
        watch.changing(region);
      }
    }
  }

  /** The copier must bring the range again, durable after {@link #persist}. */
  void dirty(GroupMember member, long lba, long blocks) {
    int last = member.lastRegion(lba, blocks);
    for (int region = member.regionOf(lba); region <= last; region++) {
      markDirty(region);
    }
  }

  void dirtyAll() {
    for (int region = 0; region < log.regions(); region++) {
      markDirty(region);
    }
  }

  private void markDirty(int region) {
    if (!log.isDirty(region)) {
      log.setDirty(region, true);
      unpersisted = true;
    } else if (!toCopy.get(region) && !copied.isEmpty()) {
      copied.removeIf(copy -> copy.region == region);
    }
    setToCopy(region);
  }

  private void setToCopy(int region) {
    if (!toCopy.get(region)) {
      toCopy.set(region);
      toCopyCount++;
      copyTotal = Math.max(copyTotal, toCopyCount);
    }
  }

  /** Whether {@link #persist} has something to make durable. */
  boolean unpersisted() {
    return unpersisted;
  }

  /** Makes every mark durable; returns at once when none is new. */
  void persist() throws IOException {
    if (unpersisted) {
      log.persist();
      unpersisted = false;
    }
  }

  /** The next region to copy at or after {@code from}, cyclically; -1 when there is none. */
  int nextToCopy(int from) {
    int next = toCopy.nextSetBit(from);
    return next >= 0 ? next : toCopy.nextSetBit(0);
  }

  /** The copier begins: changes of the region go to the journal from now on. */
  void beginCopy(int region) {
    if (toCopy.get(region)) {
      toCopy.clear(region);
      toCopyCount--;
    }
    if (watch != null) {
      watch.copying(region);
    }
  }

  /** The copier could not finish the region: it is still dirty, and is copied again as a whole. */
  void copyAgain(int region) {
    if (watch != null) {
      watch.copied(region, 0);
    }
    setToCopy(region);
  }

  /** Everything of the region is in records up to {@code sequence}. */
  void copied(int region, long sequence) {
    if (watch != null) {
      watch.copied(region, sequence);
    }
    if (!toCopy.get(region)) { // Else it was marked again meanwhile: only the next copy counts.
      copied.add(new Copied(region, sequence));
    }
  }

  void nothingToCopy() {
    copyTotal = 0;
  }

  /** Whether regions were copied whose dirty bit waits for {@link #copiesDurable}. */
  boolean copiesWait() {
    return !copied.isEmpty();
  }

  /**
   * Records up to {@code sequence} are durable in the journal, and what the copier read for them is
   * durable in the P-VOL: else a power cut could take back there what the remote keeps.
   */
  void copiesDurable(long sequence) {
    while (!copied.isEmpty() && copied.getFirst().sequence <= sequence) {
      int region = copied.removeFirst().region;
      if (!toCopy.get(region)) {
        log.setDirty(region, false);
        progress = true;
      }
    }
  }

  /** Has a start after a crash go on about where the copier stands. */
  void keepProgress() {
    if (progress) {
      progress = false;
      try {
        log.persist();
      } catch (IOException _) {
        // A dirty mark that outlives a crash only costs a copy.
      }
    }
  }

  /** Whether so many regions are active that some should be cleared. */
  boolean crowded() {
    return active.size() > parameters.activeRegions();
  }

  /** Journal and P-VOL are durable past change {@code change}: quiet regions are not active. */
  void changesDurable(long change, boolean all) {
    if (!all && !crowded()) {
      return;
    }
    for (int region : active.quietSince(change, all ? Integer.MAX_VALUE : CLEARED_AT_ONCE)) {
      active.remove(region);
      log.setActive(region, false);
    }
  }

  /** At an orderly end: writes cleared marks too. */
  void close() throws IOException {
    log.persist();
  }
}
