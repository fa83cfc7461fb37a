package io.sealcopy.target.scsi;

/** Ends tasks of a session from outside of it: another nexus preempts it or resets the unit. */
public interface TaskControl {
  /** For nexuses without a session behind them. */
  TaskControl NONE = (_, _, whenGone) -> whenGone.run();

  /**
   * Aborts every task of this session on {@code unit}.
   *
   * @param report whether the aborted tasks end with TASK ABORTED instead of without an answer
   * @param whenGone run, on any thread, when none of them can change anything any more
   */
  void abort(LogicalUnit unit, boolean report, Runnable whenGone);
}
