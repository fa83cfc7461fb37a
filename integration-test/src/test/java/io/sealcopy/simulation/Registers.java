package io.sealcopy.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a host may rely on (rule 7), block by block: what was acknowledged survives the death of the
 * process, what was also flushed or forced survives a power cut.
 */
final class Registers {
  /** A host's change. */
  static final class Change {
    private final int lba;
    private final int[] versions;
    private final boolean forced;

    Change(int lba, int[] versions, boolean forced) {
      this.lba = lba;
      this.versions = versions;
      this.forced = forced;
    }
  }

  private final List<List<Long>> versions = new ArrayList<>();
  private final int[] acknowledged;
  private final int[] durable;

  Registers(int blocks) {
    acknowledged = new int[blocks];
    durable = new int[blocks];
    for (int block = 0; block < blocks; block++) {
      versions.add(new ArrayList<>(List.of(Stamps.ZEROS)));
    }
  }

  /** Everything is as it was once, and nobody may rely on more. */
  void restored(long[] stamps) {
    for (int block = 0; block < stamps.length; block++) {
      versions.set(block, new ArrayList<>(List.of(stamps[block])));
      acknowledged[block] = 0;
      durable[block] = 0;
    }
  }

  /** What is there before anything is submitted. */
  void begin(long[] stamps) {
    for (int block = 0; block < stamps.length; block++) {
      versions.get(block).set(0, stamps[block]);
    }
  }

  /** Submitted in P-VOL order. */
  Change submitted(long lba, int blocks, long stamp, boolean forced) {
    int[] indices = new int[blocks];
    for (int i = 0; i < blocks; i++) {
      List<Long> of = versions.get((int) lba + i);
      indices[i] = of.size();
      of.add(stamp);
    }
    return new Change((int) lba, indices, forced);
  }

  void acknowledged(Change change) {
    for (int i = 0; i < change.versions.length; i++) {
      int block = change.lba + i;
      acknowledged[block] = Math.max(acknowledged[block], change.versions[i]);
      if (change.forced) {
        durable[block] = Math.max(durable[block], change.versions[i]);
      }
    }
  }

  /** What is acknowledged now: given to {@link #flushed} when a flush that begins now has ended. */
  int[] flushing() {
    return acknowledged.clone();
  }

  void flushed(int[] before) {
    for (int block = 0; block < before.length; block++) {
      durable[block] = Math.max(durable[block], before[block]);
    }
  }

  /**
   * After a crash: checks what is left. After a power cut nothing but that is known any more; after
   * the death of the process a power cut may still take back what was not flushed.
   */
  void restart(long[] left, boolean power) {
    for (int block = 0; block < left.length; block++) {
      List<Long> of = versions.get(block);
      int floor = power ? durable[block] : acknowledged[block];
      // A block of several sectors that was not flushed may be torn by a power cut.
      boolean tornNow = left[block] < 0 && power && floor + 1 < of.size();
      RuleBroken.unless(
          tornNow || of.lastIndexOf(left[block]) >= floor,
          "block %d of the P-VOL holds %d, but %d was %s (rule 7)"
              .formatted(block, left[block], of.get(floor), power ? "flushed" : "acknowledged"));
      if (power) {
        of.clear();
        of.add(left[block]);
        acknowledged[block] = 0;
        durable[block] = 0;
      }
    }
  }
}
