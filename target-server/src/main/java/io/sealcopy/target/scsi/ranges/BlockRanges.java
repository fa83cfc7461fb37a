package io.sealcopy.target.scsi.ranges;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The operations under way on a unit, by range. Ordinary ones share their blocks; one that must not
 * be interrupted (SBC-3 §5.2: COMPARE AND WRITE, ORWRITE; SBC-4 §4.29: atomic writes) has them
 * alone, from all nexuses and threads.
 *
 * <p>Nobody holds a range while waiting for another one or for an initiator, so there is no
 * deadlock and no stalled host can block others. Those who wait enter in the order in which they
 * came, as far as they conflict. The lock is held for list operations only. Entering when nothing
 * exclusive is about allocates nothing.
 */
public final class BlockRanges {
  private final Object lock = new Object();
  private final Deque<Hold> waiting = new ArrayDeque<>(0);
  private final Deque<Hold> granted = new ArrayDeque<>(0);
  private @Nullable Hold active;

  /** Exclusive holds, active and waiting. */
  private int exclusives;

  private boolean granting;

  /** Runs {@code hold}, its range shared: now, or later on any thread. */
  public void run(Hold hold) {
    if (enter(hold)) {
      begin(hold);
    }
  }

  /** The same, alone. */
  public void runAlone(Hold hold) {
    if (enterAlone(hold)) {
      begin(hold);
    }
  }

  /**
   * Takes the range {@code hold} covers, shared.
   *
   * @return false when the hold will be told later, on any thread
   */
  boolean enter(Hold hold) {
    return enter(hold, false);
  }

  /** The same, alone. */
  boolean enterAlone(Hold hold) {
    return enter(hold, true);
  }

  /** Takes the range shared if that can be done now. */
  boolean tryEnter(Hold hold) {
    synchronized (lock) {
      hold.exclusive = false;
      if (exclusives > 0 && mustWait(hold)) {
        return false;
      }
      link(hold);
      return true;
    }
  }

  private boolean enter(Hold hold, boolean alone) {
    synchronized (lock) {
      hold.exclusive = alone;
      boolean wait = (alone || exclusives > 0) && mustWait(hold);
      if (alone) {
        exclusives++;
      }
      if (wait) {
        waiting.add(hold);
      } else {
        link(hold);
      }
      return !wait;
    }
  }

  /**
   * Gives the range back; those who can enter now do so on this thread, or on one that is at it.
   */
  public void leave(Hold hold) {
    if (!leaveIfHeld(hold)) {
      throw new IllegalStateException("a range is given back that is not held");
    }
  }

  /** After a fault the operation's end may never be told: its range is given back here. */
  void begin(Hold hold) {
    boolean begun = false;
    try {
      hold.entered();
      begun = true;
    } finally {
      if (!begun) {
        leaveIfHeld(hold);
      }
    }
  }

  private boolean leaveIfHeld(Hold hold) {
    synchronized (lock) {
      if (!hold.held) {
        return false;
      }
      unlink(hold);
      if (hold.exclusive) {
        exclusives--;
      }
      if (waiting.isEmpty()) {
        return true;
      }
      grantWaiting();
      if (granting) {
        return true;
      }
      granting = true;
    }
    grant();
    return true;
  }

  /** A loop, not a recursion: who enters may leave again before {@code entered} returns. */
  private void grant() {
    for (Hold next = nextGranted(); next != null; next = nextGranted()) {
      boolean returned = false;
      try {
        begin(next);
        returned = true;
      } finally {
        if (!returned) {
          // A fault in one command must not keep the others waiting for ever.
          grant();
        }
      }
    }
  }

  private @Nullable Hold nextGranted() {
    synchronized (lock) {
      Hold next = granted.poll();
      granting = next != null;
      return next;
    }
  }

  private void grantWaiting() {
    int count = waiting.size();
    for (int i = 0; i < count; i++) {
      Hold each = waiting.remove();
      if (conflictsWithActive(each) || conflictsWithWaiting(each, count - 1 - i)) {
        waiting.add(each);
      } else {
        link(each);
        granted.add(each);
      }
    }
  }

  /** Whether one of those before {@code each} in the queue, now at its end, goes first. */
  private boolean conflictsWithWaiting(Hold each, int notYetSeen) {
    int skip = notYetSeen;
    for (Hold other : waiting) {
      if (skip-- <= 0 && other.conflictsWith(each)) {
        return true;
      }
    }
    return false;
  }

  private boolean mustWait(Hold hold) {
    if (conflictsWithActive(hold)) {
      return true;
    }
    for (Hold other : waiting) {
      if (other.conflictsWith(hold)) {
        return true;
      }
    }
    return false;
  }

  private boolean conflictsWithActive(Hold hold) {
    for (Hold other = active; other != null; other = other.after) {
      if (other.conflictsWith(hold)) {
        return true;
      }
    }
    return false;
  }

  private void link(Hold hold) {
    Hold first = active;
    hold.held = true;
    hold.before = null;
    hold.after = first;
    if (first != null) {
      first.before = hold;
    }
    active = hold;
  }

  private void unlink(Hold hold) {
    Hold before = hold.before;
    Hold after = hold.after;
    hold.held = false;
    if (before == null) {
      active = after;
    } else {
      before.after = after;
    }
    if (after != null) {
      after.before = before;
    }
    hold.before = null;
    hold.after = null;
  }
}
