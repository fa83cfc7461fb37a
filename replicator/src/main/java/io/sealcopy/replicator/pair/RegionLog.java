package io.sealcopy.replicator.pair;

import java.io.IOException;

/**
 * The activity log as the core uses it: two durable bits a region. Changes are in memory until
 * {@link #persist}; reading gives what was set last. Used by the group thread only.
 */
public interface RegionLog {
  /** How many regions the volume has. */
  int regions();

  /** Whether a change of the region may not be in the synced journal and P-VOL yet. */
  boolean isActive(int region);

  /** Whether the region must be copied from the P-VOL. */
  boolean isDirty(int region);

  /** Sets or clears the active bit. */
  void setActive(int region, boolean active);

  /** Sets or clears the dirty bit. */
  void setDirty(int region, boolean dirty);

  /** Makes every change so far durable; returns after the sync. Cheap when nothing changed. */
  void persist() throws IOException;
}
