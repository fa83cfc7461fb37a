package io.sealcopy.storage.journal;

import io.sealcopy.protocol.activity.ActivityHeader;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Two durable bits for each region of a volume ({@code protocol/spec/activity-log.md}): active, a
 * change may not be in the synced journal and volume yet; dirty, the region must be copied.
 *
 * <p>Bits change in memory; {@link #persist} makes every bit that was set durable, whatever was
 * cleared meanwhile. A cleared bit may be set again after a crash: that only means copying more.
 * Memory: 32 bytes for 64 regions, 512 KiB for 1 TiB in regions of 1 MiB. For one thread.
 */
public final class ActivityLog {
  private final StorageFile file;
  private final int regions;
  private final RegionBits active;
  private final RegionBits dirty;
  private boolean unsynced;

  /** What opening a log found. */
  public sealed interface Opening {
    /**
     * The log is ready.
     *
     * @param unreadableSectors how many damaged sectors count as all set now, of 3968 regions each
     */
    record Opened(ActivityLog log, int unreadableSectors) implements Opening {}

    /** There is no sound log here: every region must be taken for dirty. */
    record NoLog(String what) implements Opening {}
  }

  private ActivityLog(StorageFile file, ActivityHeader header) {
    this.file = file;
    this.regions = header.regions();
    int pages = RegionBits.pages(regions);
    this.active = new RegionBits(file, header.logId(), 1, regions);
    this.dirty = new RegionBits(file, header.logId(), 1 + pages, regions);
  }

  /**
   * Makes a log, whatever stood in the file; reserved and durable on return.
   *
   * @param logId random
   * @param allDirty whether everything must be copied; nothing is active
   */
  public static ActivityLog create(StorageFile file, int regions, long logId, boolean allDirty)
      throws IOException {
    if (regions <= 0) {
      throw new IllegalArgumentException("activity log of " + regions + " regions");
    }
    file.reserve((1 + 2L * RegionBits.pages(regions)) * RegionBits.PAGE);
    ActivityHeader header = new ActivityHeader(logId, regions);
    ActivityLog log = new ActivityLog(file, header);
    if (allDirty) {
      log.dirty.setAll();
    }
    log.active.writeAll();
    log.dirty.writeAll();
    file.sync();
    // Last: a crash before leaves no log, which counts as all dirty, or the one before.
    ByteBuffer page = ByteBuffer.allocate(RegionBits.PAGE);
    header.encode(page, 0);
    file.write(page, 0);
    file.sync();
    return log;
  }

  /** Opens a log for {@code regions} regions and finds out what a crash left of it. */
  public static Opening open(StorageFile file, int regions) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(RegionBits.PAGE);
    file.read(page, 0);
    ActivityHeader header = ActivityHeader.decode(page.clear(), 0);
    if (header == null) {
      return new Opening.NoLog(file.name() + " holds no sound activity log");
    }
    if (header.regions() != regions) {
      return new Opening.NoLog(
          "%s is for %d regions, the volume has %d"
              .formatted(file.name(), header.regions(), regions));
    }
    ActivityLog log = new ActivityLog(file, header);
    int unreadable = log.active.load() + log.dirty.load();
    // A process that died may have written marks and not synced them: they are not written again,
    // because they stand there, and a power cut later would lose them.
    file.sync();
    return new Opening.Opened(log, unreadable);
  }

  /** How many regions the volume has. */
  public int regions() {
    return regions;
  }

  /** Whether a change of the region may not be durable in journal and volume yet. */
  public boolean isActive(int region) {
    return active.get(region);
  }

  /** Whether the region must be copied. */
  public boolean isDirty(int region) {
    return dirty.get(region);
  }

  /** Sets or clears the active bit. */
  public void setActive(int region, boolean value) {
    active.set(region, value);
  }

  /** Sets or clears the dirty bit. */
  public void setDirty(int region, boolean value) {
    dirty.set(region, value);
  }

  /** Makes every region dirty. */
  public void setAllDirty() {
    dirty.setAll();
  }

  /** How many regions are active. */
  public int activeCount() {
    return active.count();
  }

  /** How many regions are dirty. */
  public int dirtyCount() {
    return dirty.count();
  }

  /** The first active region from {@code from} on, or -1. */
  public int nextActive(int from) {
    return active.next(from);
  }

  /** The first dirty region from {@code from} on, or -1. */
  public int nextDirty(int from) {
    return dirty.next(from);
  }

  /** What was active when the machine stopped must be copied: all of it dirty, none active. */
  public void activeBecomesDirty() {
    for (int region = nextActive(0); region >= 0; region = nextActive(region + 1)) {
      setDirty(region, true);
      setActive(region, false);
    }
  }

  /**
   * Makes every bit set so far durable, with one sync however many they are, before any cleared bit
   * reaches the file. Clears alone are written without a sync; nothing is done when nothing
   * changed.
   */
  public void persist() throws IOException {
    unsynced |= active.writeSets();
    unsynced |= dirty.writeSets();
    if (unsynced) {
      file.sync();
      unsynced = false;
    }
    active.writeClears();
    dirty.writeClears();
  }
}
