package io.sealcopy.replicator.pair;

import java.util.HashMap;
import java.util.Map;

/**
 * Every state that the P-VOL went through in the order of its changes, WRITE by WRITE, known by a
 * hash: an image is a prefix exactly when its hash is here.
 */
final class SimHistory {
  private final int blocksPerWrite;
  private final Map<Long, Integer> states = new HashMap<>();
  private final Map<Long, Integer> stamped = new HashMap<>();
  private long[] content;
  private long hash;
  private int index;

  SimHistory(int blocks, int blocksPerWrite) {
    this.blocksPerWrite = blocksPerWrite;
    this.content = new long[blocks];
    restart(content);
  }

  static long mix(int block, long stamp) {
    long z = (stamp * 0x9E37_79B9_7F4A_7C15L) ^ (block * 0xBF58_476D_1CE4_E5B9L + 0x1234_5678L);
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  static long hashOf(long[] blocks) {
    long sum = 0;
    for (int block = 0; block < blocks.length; block++) {
      sum ^= mix(block, blocks[block]);
    }
    return sum;
  }

  /** After a crash: what the P-VOL holds now is where history begins again. */
  void restart(long[] blocks) {
    content = blocks.clone();
    hash = hashOf(content);
    states.clear();
    stamped.clear();
    states.put(hash, ++index);
  }

  void changed(long lba, long[] stamps) {
    for (int i = 0; i < stamps.length; i++) {
      int block = (int) lba + i;
      hash ^= mix(block, content[block]) ^ mix(block, stamps[i]);
      content[block] = stamps[i];
      if ((i + 1) % blocksPerWrite == 0 || i + 1 == stamps.length) {
        states.put(hash, ++index);
      }
    }
    stamped.put(stamps[0], index);
  }

  int now() {
    return index;
  }

  /** The moment at which the last write of this stamp was complete; 0 for zeros. */
  int momentOf(long stamp) {
    return stamp == 0 ? 0 : stamped.getOrDefault(stamp, 0);
  }

  /** The last moment at which the P-VOL was like {@code image}; -1 when it never was. */
  int momentOf(long[] image) {
    return states.getOrDefault(hashOf(image), -1);
  }
}
