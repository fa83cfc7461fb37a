package io.sealcopy.replicator.pair;

import java.util.Arrays;
import java.util.BitSet;

/**
 * While the copy is compared with the P-VOL: up to which sequence each region's records go, so that
 * it is known whether the remote had all of them. Costs 8 bytes a region, and only meanwhile.
 */
final class ChangeWatch {
  private final long[] last;
  private final BitSet begun = new BitSet();
  private final BitSet underCopy = new BitSet();

  /**
   * Begins to watch; no change may be under way.
   *
   * @param sequence the last one of the journal: any region may have been changed by it
   */
  ChangeWatch(int regions, long sequence) {
    last = new long[regions];
    Arrays.fill(last, sequence);
  }

  /** A change of the region is begun, whose records follow. */
  void changing(int region) {
    begun.set(region);
  }

  /** The copier begins with the region. */
  void copying(int region) {
    underCopy.set(region);
  }

  /** The copier has ended: all of the region's records are in the journal. */
  void copied(int region, long sequence) {
    underCopy.clear(region);
    last[region] = Math.max(last[region], sequence);
  }

  /** No change is under way: the records of all that were begun go up to {@code sequence}. */
  void allAppended(long sequence) {
    for (int region = begun.nextSetBit(0); region >= 0; region = begun.nextSetBit(region + 1)) {
      last[region] = sequence;
    }
    begun.clear();
  }

  /** Whether all records of the region but the copier's own go up to {@code sequence} at most. */
  boolean appendedBy(int region, long sequence) {
    return !begun.get(region) && last[region] <= sequence;
  }

  /** Whether the remote had every record of the region when it had all up to {@code sequence}. */
  boolean settledBy(int region, long sequence) {
    return !underCopy.get(region) && appendedBy(region, sequence);
  }
}
