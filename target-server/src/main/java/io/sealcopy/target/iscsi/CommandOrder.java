package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.SerialNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what comes over a session's connections into the order of its CmdSN: what is ahead of a
 * number still missing waits for it. RFC 7143 §4.2.2.1. Waits for no more than the command window
 * has room for. Belongs to the session's loop.
 */
final class CommandOrder {
  private record Held(boolean task, Runnable action) {}

  private record Reached(int cmdSn, Runnable action) {}

  private static final Held NOTHING = new Held(false, () -> {});

  private final CommandWindow window;
  private final boolean gapsClose;
  private final Map<Integer, Held> held = new HashMap<>(0);
  private final List<Reached> awaited = new ArrayList<>(0);
  private boolean advancing;

  /**
   * @param gapsClose whether the session may have several connections: one alone delivers in order,
   *     so that what it leaves out can never come
   */
  CommandOrder(CommandWindow window, boolean gapsClose) {
    this.window = window;
    this.gapsClose = gapsClose;
  }

  CommandWindow window() {
    return window;
  }

  CommandWindow.Verdict judge(int cmdSn) {
    CommandWindow.Verdict verdict = window.judge(cmdSn);
    return verdict == CommandWindow.Verdict.AHEAD && held.containsKey(cmdSn)
        ? CommandWindow.Verdict.IGNORE
        : verdict;
  }

  /** Whether a number that is missing can still come. */
  boolean gapsClose() {
    return gapsClose;
  }

  /** Takes the number that is due; {@link #advance} is to follow when it has been acted on. */
  void take(boolean task) {
    window.take(task);
  }

  /** Keeps what is ahead; {@code action} runs when its number is due. */
  void hold(int cmdSn, boolean task, Runnable action) {
    held.put(cmdSn, new Held(task, action));
  }

  /** Counts a number as received, without anything to do: its command was aborted. */
  void plug(int cmdSn) {
    if (window.judge(cmdSn) != CommandWindow.Verdict.IGNORE) {
      held.put(cmdSn, NOTHING);
    }
  }

  /** Counts every number before {@code cmdSn} as received. */
  void plugUpTo(int cmdSn) {
    int last = window.maxCmdSn();
    for (int i = window.expCmdSn();
        SerialNumber.lessThan(i, cmdSn) && SerialNumber.lessOrEqual(i, last);
        i++) {
      held.putIfAbsent(i, NOTHING);
    }
    advance();
  }

  /** Runs {@code action} once every number before {@code cmdSn} has been acted on. */
  void whenReached(int cmdSn, Runnable action) {
    if (SerialNumber.lessOrEqual(cmdSn, window.expCmdSn())) {
      action.run();
    } else {
      awaited.add(new Reached(cmdSn, action));
    }
  }

  /** Acts on what is due now. */
  void advance() {
    if (advancing || (held.isEmpty() && awaited.isEmpty())) {
      return;
    }
    advancing = true;
    try {
      @Nullable Held next = held.remove(window.expCmdSn());
      while (next != null) {
        window.take(next.task());
        next.action().run();
        next = held.remove(window.expCmdSn());
      }
    } finally {
      advancing = false;
    }
    if (!awaited.isEmpty()) {
      runAwaited();
    }
  }

  private void runAwaited() {
    List<Reached> due =
        awaited.stream()
            .filter(each -> SerialNumber.lessOrEqual(each.cmdSn(), window.expCmdSn()))
            .toList();
    awaited.removeAll(due);
    due.forEach(each -> each.action().run());
  }

  /** Whether something waits for a number that is missing. */
  boolean stuck() {
    return !held.isEmpty() || !awaited.isEmpty();
  }
}
