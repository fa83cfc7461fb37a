package io.sealcopy.target.remote;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that WRITEs to copies hold from their first byte until they are in place: bounded in all
 * and for each group. Half of it is shared out, so that a group that takes all the rest cannot keep
 * another from its share. Safe for any thread.
 */
final class ReceiveMemory {
  /** Of the buffers that are kept for the next writes. */
  private static final long KEPT_IN_ALL = 64L << 20;

  private static final long KEPT_OF_GROUP = 16L << 20;

  private final long most;
  private final long share;
  private final long commonMost;
  private final AtomicLong common = new AtomicLong();
  private final long keptMost;

  /**
   * @param total bytes in all
   * @param group bytes of one group at most
   * @param copies how many there are: each may be a group of its own
   */
  ReceiveMemory(long total, long group, int copies) {
    this.most = group;
    this.share = total / 2 / Math.max(copies, 1);
    this.commonMost = total - total / 2;
    this.keptMost = Math.clamp(KEPT_IN_ALL / Math.max(copies, 1), 1L << 20, KEPT_OF_GROUP);
  }

  /** For a group; there may be as many as there are copies. */
  OfGroup ofGroup() {
    return new OfGroup();
  }

  /** What one group holds of it. */
  final class OfGroup {
    private final AtomicLong held = new AtomicLong();

    /** Takes so many bytes, when there are. */
    boolean claim(int bytes) {
      long now = held.addAndGet(bytes);
      long beyond = beyondShare(now) - beyondShare(now - bytes);
      if (now <= most && (beyond == 0 || common.addAndGet(beyond) <= commonMost)) {
        return true;
      }
      if (now <= most) {
        common.addAndGet(-beyond);
      }
      held.addAndGet(-bytes);
      return false;
    }

    /** Gives back what was claimed. */
    void give(int bytes) {
      long before = held.getAndAdd(-bytes);
      long beyond = beyondShare(before) - beyondShare(before - bytes);
      if (beyond > 0) {
        common.addAndGet(-beyond);
      }
    }

    private long beyondShare(long bytes) {
      return Math.max(bytes - share, 0);
    }

    /** Bytes of buffers that nobody uses, and that may stay for the next ones. */
    long keptMost() {
      return keptMost;
    }

    /** Bytes held now. */
    long held() {
      return held.get();
    }
  }
}
