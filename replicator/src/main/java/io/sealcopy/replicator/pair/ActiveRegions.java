package io.sealcopy.replicator.pair;

import java.util.Arrays;

/**
 * The active regions with the number of the last change in each: an open hash of primitives, so
 * that marking a change allocates nothing.
 */
final class ActiveRegions {
  private static final int FREE = -1;

  private int[] keys;
  private long[] lastChange;
  private int size;

  ActiveRegions() {
    keys = new int[64];
    lastChange = new long[64];
    Arrays.fill(keys, FREE);
  }

  int size() {
    return size;
  }

  /** Notes a change of {@code region}: whether it was not active before. */
  boolean touch(int region, long change) {
    int at = find(region);
    lastChange[at] = change;
    if (keys[at] == region) {
      return false;
    }
    keys[at] = region;
    if (++size * 2 > keys.length) {
      grow();
    }
    return true;
  }

  /**
   * The regions whose last change is at most {@code change}, those quiet for longest first.
   *
   * @param limit how many at most
   */
  int[] quietSince(long change, int limit) {
    long[] quiet = new long[size];
    int count = 0;
    for (int at = 0; at < keys.length; at++) {
      if (keys[at] != FREE && lastChange[at] <= change) {
        quiet[count++] = lastChange[at];
      }
    }
    if (count == 0) {
      return new int[0];
    }
    Arrays.sort(quiet, 0, count);
    long newest = quiet[Math.min(limit, count) - 1];
    int[] regions = new int[count];
    int found = 0;
    for (int at = 0; at < keys.length && found < limit; at++) {
      if (keys[at] != FREE && lastChange[at] <= newest) {
        regions[found++] = keys[at];
      }
    }
    return Arrays.copyOf(regions, found);
  }

  void remove(int region) {
    int hole = find(region);
    if (keys[hole] != region) {
      return;
    }
    size--;
    int mask = keys.length - 1;
    int at = hole;
    keys[hole] = FREE;
    while (true) {
      at = (at + 1) & mask;
      if (keys[at] == FREE) {
        return;
      }
      int home = home(keys[at]);
      // What was displaced past the hole moves into it, so that searches never stop short.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        lastChange[hole] = lastChange[at];
        keys[at] = FREE;
        hole = at;
      }
    }
  }

  private int find(int region) {
    int mask = keys.length - 1;
    int at = home(region);
    while (keys[at] != FREE && keys[at] != region) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(int region) {
    int mixed = region * 0x9E37_79B9;
    return (mixed ^ (mixed >>> 16)) & (keys.length - 1);
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldChanges = lastChange;
    keys = new int[oldKeys.length * 2];
    lastChange = new long[keys.length];
    Arrays.fill(keys, FREE);
    for (int at = 0; at < oldKeys.length; at++) {
      if (oldKeys[at] != FREE) {
        int to = find(oldKeys[at]);
        keys[to] = oldKeys[at];
        lastChange[to] = oldChanges[at];
      }
    }
  }
}
