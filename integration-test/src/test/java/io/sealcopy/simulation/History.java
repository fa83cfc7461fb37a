package io.sealcopy.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * Every content that the P-VOLs had together, in the order of the group's sequence: what a prefix
 * of it is. Two contents are told apart by a hash of 64 bits.
 */
final class History {
  private final long[] now;
  private final Map<Long, Integer> moments = new HashMap<>();
  private final Map<Long, Integer> stamped = new HashMap<>();
  private long hash;
  private int moment;
  private int restarts;

  /**
   * @param blocks of all volumes
   */
  History(int blocks) {
    this.now = new long[blocks];
    restart(now.clone());
  }

  /** The P-VOL is this now: a power cut may have taken back what was not flushed. */
  void restart(long[] stamps) {
    restarts++;
    System.arraycopy(stamps, 0, now, 0, now.length);
    hash = hashOf(now);
    moments.clear();
    stamped.clear();
    moments.put(hash, ++moment);
  }

  /** Rises whenever what was before is forgotten. */
  int restarts() {
    return restarts;
  }

  /** A change was given to a P-VOL: record by record, as it will cross. */
  void changed(SimMember member, long lba, int blocks, long stamp) {
    int chunkBlocks = member.chunkBlocks();
    for (int from = 0; from < blocks; from += chunkBlocks) {
      for (int i = from; i < Math.min(from + chunkBlocks, blocks); i++) {
        int block = member.first() + (int) lba + i;
        hash += hashOf(block, stamp) - hashOf(block, now[block]);
        now[block] = stamp;
      }
      moments.put(hash, ++moment);
    }
    stamped.put(stamp, moment);
  }

  /** The moment at which a host's write was complete; 0 for zeros and what was before a crash. */
  int momentOfStamp(long stamp) {
    return stamp == Stamps.ZEROS ? 0 : stamped.getOrDefault(stamp, 0);
  }

  int now() {
    return moment;
  }

  /** The hash of what the P-VOL is now. */
  long hash() {
    return hash;
  }

  /** The last moment at which the P-VOL had this content; negative if it never had. */
  int momentOf(long contentHash) {
    return moments.getOrDefault(contentHash, -1);
  }

  static long hashOf(long[] stamps) {
    long sum = 0;
    for (int block = 0; block < stamps.length; block++) {
      sum += hashOf(block, stamps[block]);
    }
    return sum;
  }

  /** What one block adds to the hash. */
  static long hashOf(int block, long stamp) {
    return Stamps.mix(Stamps.mix(block + 1L) ^ stamp);
  }
}
