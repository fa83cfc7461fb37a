package io.sealcopy.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The blocks of what has arrived at the remote and is not known to be in place. */
final class UnderWay {
  /** One WRITE or record; the sequence is 0 where it has none. */
  record Range(long first, long end, long sequence) {}

  private final List<Range> arrived = new ArrayList<>();

  /** Failed for want of room: they have arrived all the same, and are tried again. */
  private final List<Range> unapplied = new ArrayList<>();

  void clear() {
    arrived.clear();
    unapplied.clear();
  }

  Range add(long lba, long blocks, long sequence) {
    Range range = new Range(lba, lba + blocks, sequence);
    arrived.add(range);
    return range;
  }

  /** It is in place, and so is what comes before it: they are applied in order. */
  void applied(Range range) {
    arrived.remove(range);
    unapplied.removeIf(each -> each.sequence <= range.sequence);
  }

  void failed(Range range) {
    arrived.remove(range);
    unapplied.add(range);
  }

  /** It will not be in place. */
  void dropped(Range range) {
    arrived.remove(range);
  }

  /** Whether something is not answered. */
  boolean isEmpty() {
    return arrived.isEmpty();
  }

  /** Whether something had no room when it came. */
  boolean hasFailed() {
    return !unapplied.isEmpty();
  }

  boolean has(int block) {
    return Stream.concat(arrived.stream(), unapplied.stream())
        .anyMatch(range -> range.first <= block && block < range.end);
  }
}
