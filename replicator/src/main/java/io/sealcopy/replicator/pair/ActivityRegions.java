package io.sealcopy.replicator.pair;

import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.ActivityLog;
import java.io.IOException;

/** The group's marks in an {@link ActivityLog}. */
public final class ActivityRegions implements RegionLog, AutoCloseable {
  private final StorageFile file;
  private final ActivityLog log;

  private ActivityRegions(StorageFile file, ActivityLog log) {
    this.file = file;
    this.log = log;
  }

  /** Makes a log in which every region is dirty. */
  public static ActivityRegions create(StorageFile file, int regions, long logId)
      throws IOException {
    return create(file, regions, logId, true);
  }

  /** Makes a log in which every region is dirty, or none. */
  public static ActivityRegions create(StorageFile file, int regions, long logId, boolean allDirty)
      throws IOException {
    return new ActivityRegions(file, ActivityLog.create(file, regions, logId, allDirty));
  }

  /** Opens what is there; without a sound log every region is dirty. */
  public static ActivityRegions open(StorageFile file, int regions, long newLogId)
      throws IOException {
    return switch (ActivityLog.open(file, regions)) {
      case ActivityLog.Opening.Opened(ActivityLog log, int _) -> new ActivityRegions(file, log);
      case ActivityLog.Opening.NoLog _ -> create(file, regions, newLogId);
    };
  }

  @Override
  public int regions() {
    return log.regions();
  }

  @Override
  public boolean isActive(int region) {
    return log.isActive(region);
  }

  @Override
  public boolean isDirty(int region) {
    return log.isDirty(region);
  }

  @Override
  public void setActive(int region, boolean active) {
    log.setActive(region, active);
  }

  @Override
  public void setDirty(int region, boolean dirty) {
    log.setDirty(region, dirty);
  }

  @Override
  public void persist() throws IOException {
    log.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
