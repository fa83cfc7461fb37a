package io.sealcopy.target.remote;

import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.storage.journal.ActivityLog;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.io.IOException;

/**
 * Which regions of a copy that was taken over hosts have changed since, durably: what a fail-back
 * copies. The dirty bitmap of an activity log ({@code activity-log.md}); without a sound one all
 * counts as changed.
 */
final class HostChanges implements AutoCloseable {
  /** What one mark stands for. */
  static final int REGION_BYTES = 1 << 20;

  private final StorageFile file;
  private final ActivityLog log;
  private final int blocksPerRegion;

  private HostChanges(StorageFile file, ActivityLog log, VolumeGeometry geometry) {
    this.file = file;
    this.log = log;
    this.blocksPerRegion = REGION_BYTES / geometry.blockLength();
  }

  private static int regions(VolumeGeometry geometry) {
    return Math.toIntExact(Math.ceilDiv(geometry.byteCount(), (long) REGION_BYTES));
  }

  /** Nothing is changed, durably, whatever stood in the file. */
  static HostChanges create(StorageFile file, VolumeGeometry geometry, long id) throws IOException {
    return new HostChanges(file, ActivityLog.create(file, regions(geometry), id, false), geometry);
  }

  static HostChanges open(StorageFile file, VolumeGeometry geometry, long newId)
      throws IOException {
    int regions = regions(geometry);
    ActivityLog log =
        switch (ActivityLog.open(file, regions)) {
          case ActivityLog.Opening.Opened(ActivityLog sound, int _) -> sound;
          case ActivityLog.Opening.NoLog _ -> ActivityLog.create(file, regions, newId, true);
        };
    return new HostChanges(file, log, geometry);
  }

  /** A host is about to change the blocks; durable after {@link #persist}. */
  void mark(long lba, int blocks) {
    int last = (int) ((lba + blocks - 1) / blocksPerRegion);
    for (int region = (int) (lba / blocksPerRegion); region <= last; region++) {
      log.setDirty(region, true);
    }
  }

  /** Makes every mark durable; returns at once when none is new. */
  void persist() throws IOException {
    log.persist();
  }

  /** How many regions are changed. */
  int count() {
    return log.dirtyCount();
  }

  /** The first changed region from {@code from} on, or -1. */
  int next(int from) {
    return log.nextDirty(from);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
