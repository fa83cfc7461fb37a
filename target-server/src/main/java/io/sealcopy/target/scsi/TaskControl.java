package io.sealcopy.target.scsi;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks of a session from outside of it: another nexus preempts it or resets the unit. Or the
 * session as a whole.
 */
public interface TaskControl {
  /** For nexuses without a session behind them. */
  TaskControl NONE = (_, _, _, whenGone) -> whenGone.run();

  /**
   * Ends tasks of this session on {@code unit}.
   *
   * @param which those to end; asked on the session's thread
   * @param answer what they are answered with; null: nothing
   * @param whenGone run, on any thread, when none of them can change anything any more
   */
  void end(
      LogicalUnit unit,
      Predicate<CommandContext> which,
      @Nullable Outcome answer,
      Runnable whenGone);

  /**
   * Ends the session soon, and tells the initiator so: what it believes of the target is over. From
   * any thread.
   */
  default void drop(String reason) {}
}
