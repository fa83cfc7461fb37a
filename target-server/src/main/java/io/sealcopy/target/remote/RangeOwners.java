package io.sealcopy.target.remote;

import java.util.Map;
import java.util.TreeMap;

/** Which nexus the blocks of a range were handed out to last. In memory only. */
final class RangeOwners {
  private record Range(long end, long nexus) {}

  private final TreeMap<Long, Range> ranges = new TreeMap<>();

  /** From now on the blocks from {@code start} up to {@code end} belong to {@code nexus}. */
  void set(long start, long end, long nexus) {
    cut(start);
    cut(end);
    ranges.subMap(start, end).clear();
    long from = start;
    Map.Entry<Long, Range> before = ranges.lowerEntry(start);
    if (before != null && before.getValue().equals(new Range(start, nexus))) {
      from = before.getKey();
    }
    ranges.put(from, new Range(end, nexus));
  }

  /** Whether all blocks from {@code start} up to {@code end} belong to {@code nexus}. */
  boolean owns(long nexus, long start, long end) {
    long at = start;
    while (at < end) {
      Map.Entry<Long, Range> entry = ranges.floorEntry(at);
      if (entry == null || entry.getValue().end() <= at || entry.getValue().nexus() != nexus) {
        return false;
      }
      at = entry.getValue().end();
    }
    return true;
  }

  /** A nexus that has ended owns nothing. */
  void drop(long nexus) {
    ranges.values().removeIf(range -> range.nexus() == nexus);
  }

  /** Nobody owns anything. */
  void clear() {
    ranges.clear();
  }

  /** Splits the range that holds {@code at} in its inside. */
  private void cut(long at) {
    Map.Entry<Long, Range> entry = ranges.lowerEntry(at);
    if (entry != null && entry.getValue().end() > at) {
      Range whole = entry.getValue();
      ranges.put(entry.getKey(), new Range(at, whole.nexus()));
      ranges.put(at, whole);
    }
  }
}
