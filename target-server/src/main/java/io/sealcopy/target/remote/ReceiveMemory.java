package io.sealcopy.target.remote;

import io.sealcopy.config.MemoryConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that WRITEs to copies hold from their first byte until they are in place: bounded in all
 * for each group, and for all groups of one main centre. Half of it is shared out, so that a group
 * that takes all the rest cannot keep another from its share. Safe for any thread.
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
  private final long initiatorMost;

  /** The groups of each main centre, by its initiator name. */
  private final Map<String, List<OfGroup>> initiators = new ConcurrentHashMap<>();

  /**
   * @param copies how many there are: each may be a group of its own
   */
  ReceiveMemory(MemoryConfig limits, int copies) {
    this(limits.total(), limits.group(), limits.initiator(), copies);
  }

  /**
   * @param total bytes in all
   * @param group bytes of one group at most
   * @param initiator bytes of all groups of one main centre at most
   * @param copies how many there are: each may be a group of its own
   */
  ReceiveMemory(long total, long group, long initiator, int copies) {
    this.most = group;
    this.initiatorMost = initiator;
    this.share = total / 2 / Math.max(copies, 1);
    this.commonMost = total - total / 2;
    this.keptMost = Math.clamp(KEPT_IN_ALL / Math.max(copies, 1), 1L << 20, KEPT_OF_GROUP);
  }

  /** For a group; there may be as many as there are copies. */
  OfGroup ofGroup() {
    return new OfGroup();
  }

  /** Bytes that all groups of a main centre hold now. */
  long heldBy(String initiator) {
    return sum(initiators.getOrDefault(initiator, List.of()));
  }

  private static long sum(List<OfGroup> groups) {
    long sum = 0;
    for (OfGroup group : groups) {
      sum += group.held.get();
    }
    return sum;
  }

  /** What one group holds of it. */
  final class OfGroup {
    private final AtomicLong held = new AtomicLong();

    /** The groups of its main centre, this one among them; none: it has not said who it is. */
    private volatile List<OfGroup> siblings = List.of();

    private String owner = "";

    /** From now on it counts as one of this main centre's. */
    synchronized void belongsTo(String initiator) {
      if (!owner.equals(initiator)) {
        leave();
        List<OfGroup> groups =
            initiators.computeIfAbsent(initiator, _ -> new CopyOnWriteArrayList<>());
        groups.add(this);
        siblings = groups;
        owner = initiator;
      }
    }

    /** It is no main centre's any more. */
    synchronized void leave() {
      if (!siblings.isEmpty()) {
        siblings.remove(this);
        siblings = List.of();
        owner = "";
      }
    }

    /** Takes so many bytes, when there are. */
    boolean claim(int bytes) {
      long now = held.addAndGet(bytes);
      if (now <= most && sum(siblings) <= initiatorMost) {
        long beyond = beyondShare(now) - beyondShare(now - bytes);
        if (beyond == 0 || common.addAndGet(beyond) <= commonMost) {
          return true;
        }
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
