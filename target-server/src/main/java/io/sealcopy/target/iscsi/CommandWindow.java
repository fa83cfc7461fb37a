package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.SerialNumber;

/**
 * A session's command numbers: ExpCmdSN, MaxCmdSN and how many commands are in between. RFC 7143
 * §4.2.2.1. Shared by the session's connections, so it belongs to the session's loop.
 */
public final class CommandWindow {
  /** Where a numbered PDU stands. */
  public enum Verdict {
    /** It is the next one. */
    DUE,
    /** Outside of the window, or here already: it must be ignored silently. */
    IGNORE,
    /** Ahead of a number that has not come yet. */
    AHEAD
  }

  private final int depth;
  private int expCmdSn;
  private int inFlight;

  public CommandWindow(int firstCmdSn, int depth) {
    this.expCmdSn = firstCmdSn;
    this.depth = depth;
  }

  public Verdict judge(int cmdSn) {
    if (!SerialNumber.inWindow(cmdSn, expCmdSn, maxCmdSn())) {
      return Verdict.IGNORE;
    }
    return cmdSn == expCmdSn ? Verdict.DUE : Verdict.AHEAD;
  }

  /** Takes the number that is due. A {@code task} narrows the window until {@link #ended}. */
  public void take(boolean task) {
    expCmdSn++;
    if (task) {
      inFlight++;
    }
  }

  /** A numbered task has ended. */
  public void ended() {
    inFlight--;
  }

  public int expCmdSn() {
    return expCmdSn;
  }

  /** Never goes back: each task that is taken lowers it as much as its number raised it. */
  public int maxCmdSn() {
    return expCmdSn + depth - inFlight - 1;
  }
}
