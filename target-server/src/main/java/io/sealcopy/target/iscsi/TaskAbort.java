package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Outcome;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are to be aborted, and how.
 *
 * @param which those that match
 * @param answer what they are answered with; null: nothing
 * @param awaitData whether data that was asked for, or announced, is waited for. RFC 7143 §4.2.3.3
 */
record TaskAbort(Predicate<Task> which, @Nullable Outcome answer, boolean awaitData) {
  static final TaskAbort ALL = new TaskAbort(_ -> true, null, false);

  /** Those on a unit, begun or not. */
  static TaskAbort onUnit(LogicalUnit unit) {
    return new TaskAbort(task -> isOn(task, unit), null, false);
  }

  /** Those on a unit that {@code which} accepts. */
  static TaskAbort onUnit(
      LogicalUnit unit, Predicate<CommandContext> which, @Nullable Outcome answer) {
    return new TaskAbort(task -> isOn(task, unit) && which.test(task), answer, false);
  }

  TaskAbort awaitingData() {
    return new TaskAbort(which, answer, true);
  }

  /** Whether a task is in the task set of a unit, begun or not. */
  private static boolean isOn(Task task, LogicalUnit unit) {
    LunNexus where = task.held ? task.session().unit(Lun.number(task.lun())) : task.nexusIfAny();
    // A command ahead of a missing number has not reached the task set yet.
    boolean arrived = !task.held || task.numbered || task.immediate();
    return arrived && where != null && where.unit() == unit;
  }
}
