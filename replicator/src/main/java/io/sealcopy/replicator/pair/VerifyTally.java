package io.sealcopy.replicator.pair;

import java.util.BitSet;

/** What one comparison has come to so far. */
final class VerifyTally {
  private final long totalBytes;
  private final long startedAt;

  /** Regions that have to be looked at again. */
  final BitSet again = new BitSet();

  private final BitSet differing = new BitSet();
  private long checked;
  private long rechecked;
  private long differences;
  private long repaired;

  VerifyTally(long totalBytes, long startedAt) {
    this.totalBytes = totalBytes;
    this.startedAt = startedAt;
  }

  /** So many bytes were compared for the first time. */
  void checked(long bytes) {
    checked += bytes;
  }

  /** A region is looked at again. */
  void lookedAgain() {
    rechecked++;
  }

  /** Regions {@code first} to {@code last} differ, as far as they are not known to. */
  void differ(int first, int last) {
    for (int region = first; region <= last; region++) {
      if (!differing.get(region)) {
        differing.set(region);
        differences++;
      }
    }
  }

  /** Whether the region was found to differ, and is not yet known to be equal again. */
  boolean differs(int region) {
    return differing.get(region);
  }

  /** All of the region was compared at last, and is equal. */
  void equal(int region) {
    again.clear(region);
    repaired += differing.get(region) ? 1 : 0;
    differing.clear(region);
  }

  VerifyStatus status(VerifyStatus.Outcome outcome, String message, long endedAt) {
    return new VerifyStatus(
        outcome,
        message,
        checked,
        totalBytes,
        rechecked,
        differences,
        repaired,
        outcome == VerifyStatus.Outcome.RUNNING ? 0 : again.cardinality(),
        startedAt,
        endedAt);
  }
}
