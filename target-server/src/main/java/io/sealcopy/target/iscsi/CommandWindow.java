package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.SerialNumber;

/**
 * A session's command numbers: ExpCmdSN, MaxCmdSN and how many commands are in between. RFC 7143
 * §4.2.2.1. Safe for any thread, so that the connections of a session may share it.
 */
public final class CommandWindow {
  /** What to do with a numbered PDU. */
  public enum Verdict {
    TAKE,
    /** Outside of the window: it must be ignored silently. */
    IGNORE,
    /** Ahead of a number that never came. */
    GAP
  }

  private final int depth;
  private int expCmdSn;
  private int inFlight;

  public CommandWindow(int firstCmdSn, int depth) {
    this.expCmdSn = firstCmdSn;
    this.depth = depth;
  }

  /** Judges a number and takes it. A {@code task} narrows the window until {@link #ended}. */
  public synchronized Verdict take(int cmdSn, boolean task) {
    if (cmdSn != expCmdSn || !SerialNumber.lessOrEqual(cmdSn, maxCmdSn())) {
      return SerialNumber.inWindow(cmdSn, expCmdSn, maxCmdSn()) ? Verdict.GAP : Verdict.IGNORE;
    }
    expCmdSn++;
    if (task) {
      inFlight++;
    }
    return Verdict.TAKE;
  }

  /** A numbered task has ended. */
  public synchronized void ended() {
    inFlight--;
  }

  public synchronized int expCmdSn() {
    return expCmdSn;
  }

  /** Never goes back: each task that is taken lowers it as much as its number raised it. */
  public synchronized int maxCmdSn() {
    return expCmdSn + depth - inFlight - 1;
  }
}
