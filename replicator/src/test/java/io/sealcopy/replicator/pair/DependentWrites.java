package io.sealcopy.replicator.pair;

import java.util.ArrayList;
import java.util.List;

/**
 * What a host may rely on at a target that keeps no order: a change that was acknowledged before
 * another was submitted is never missing where the other is present.
 */
final class DependentWrites {
  /** A host change with the moments of its life. */
  static final class Change {
    final long stamp;
    final long submitted;
    long acknowledged = Long.MAX_VALUE;

    Change(long stamp, long submitted) {
      this.stamp = stamp;
      this.submitted = submitted;
    }
  }

  private final List<List<Change>> byBlock = new ArrayList<>();
  private long moment;

  DependentWrites(int blocks) {
    for (int i = 0; i < blocks; i++) {
      byBlock.add(new ArrayList<>());
    }
  }

  Change submitted(long lba, int blocks, long stamp) {
    Change change = new Change(stamp, ++moment);
    for (int i = 0; i < blocks; i++) {
      byBlock.get((int) lba + i).add(change);
    }
    return change;
  }

  void acknowledged(Change change) {
    change.acknowledged = ++moment;
  }

  /** After a crash nothing is known of what came before. */
  void restart() {
    byBlock.forEach(List::clear);
  }

  void check(boolean applies, long[] image) {
    if (!applies) {
      return;
    }
    long firstMissing = Long.MAX_VALUE;
    long lastPresent = 0;
    for (int block = 0; block < image.length; block++) {
      List<Change> changes = byBlock.get(block);
      int present = changes.size() - 1;
      while (present >= 0 && changes.get(present).stamp != image[block]) {
        firstMissing = Math.min(firstMissing, changes.get(present).acknowledged);
        present--;
      }
      // Zeros look alike: they say what is missing at most, not which of them is present.
      if (present >= 0 && image[block] != 0) {
        lastPresent = Math.max(lastPresent, changes.get(present).submitted);
      }
    }
    if (firstMissing < lastPresent) {
      throw new PairSimulation.RuleBroken(
          "a change is present at the foreign target, one acknowledged before it is not");
    }
  }
}
