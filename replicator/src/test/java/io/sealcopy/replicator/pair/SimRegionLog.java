package io.sealcopy.replicator.pair;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Two bits a region in memory; what was not persisted dies with the process. */
final class SimRegionLog implements RegionLog {
  private final int regions;
  private final SimSteps steps;
  private BitSet active = new BitSet();
  private BitSet dirty = new BitSet();
  private BitSet durableActive = new BitSet();
  private BitSet durableDirty = new BitSet();
  private boolean neverDurable;
  private @Nullable String failure;
  private BooleanSupplier forgetsDirty = () -> false;

  SimRegionLog(int regions, SimSteps steps) {
    this.regions = regions;
    this.steps = steps;
  }

  /** A planted bug: active marks are not made durable. */
  void forgetActiveMarks() {
    neverDurable = true;
  }

  /** A planted bug: dirty marks are not made durable while this holds. */
  void forgetDirtyMarks(BooleanSupplier when) {
    forgetsDirty = when;
  }

  @Override
  public int regions() {
    return regions;
  }

  @Override
  public boolean isActive(int region) {
    return active.get(region);
  }

  @Override
  public boolean isDirty(int region) {
    return dirty.get(region);
  }

  @Override
  public void setActive(int region, boolean value) {
    active.set(region, value);
  }

  @Override
  public void setDirty(int region, boolean value) {
    dirty.set(region, value);
  }

  /** Every write fails so from now on; null: they work again. */
  void fail(@Nullable String why) {
    failure = why;
  }

  @Override
  public void persist() throws IOException {
    if (failure != null) {
      throw new IOException(failure);
    }
    steps.operation();
    // Two pages: a crash between them leaves one of the two bitmaps old.
    if (!forgetsDirty.getAsBoolean()) {
      durableDirty = (BitSet) dirty.clone();
    }
    steps.operation();
    if (!neverDurable) {
      durableActive = (BitSet) active.clone();
    }
  }

  boolean marked(int region) {
    return durableActive.get(region) || durableDirty.get(region);
  }

  void crashed() {
    active = (BitSet) durableActive.clone();
    dirty = (BitSet) durableDirty.clone();
  }
}
