package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.Lun;
import io.sealcopy.protocol.iscsi.SerialNumber;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.ScsiTarget;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Task management functions, RFC 7143 §11.5. An answer means that the tasks are gone. */
final class TaskManager {
  private final Nexus nexus;
  private final ScsiTarget target;
  private final TaskEngine engine;
  private final CommandWindow window;

  TaskManager(Session session, TaskEngine engine) {
    this.nexus = session.nexus().orElseThrow();
    this.target = session.target().orElseThrow();
    this.window = session.window();
    this.engine = engine;
  }

  /**
   * Does what is asked.
   *
   * @param answer told the response code once, on any thread
   */
  void perform(TaskManagementRequest request, IntConsumer answer) {
    switch (request.function()) {
      case TaskManagementRequest.ABORT_TASK -> abortTask(request, answer);
      case TaskManagementRequest.ABORT_TASK_SET ->
          onUnit(
              request,
              answer,
              unit -> engine.abort(task -> isOf(task, unit), null, () -> complete(answer)));
      case TaskManagementRequest.CLEAR_TASK_SET ->
          onUnit(request, answer, unit -> clearTaskSet(unit.unit(), answer));
      case TaskManagementRequest.LOGICAL_UNIT_RESET ->
          onUnit(request, answer, unit -> unit.unit().reset(() -> complete(answer)));
      case TaskManagementRequest.TARGET_WARM_RESET, TaskManagementRequest.TARGET_COLD_RESET ->
          resetTarget(answer);
      case TaskManagementRequest.TASK_REASSIGN ->
          answer.accept(TaskManagementResponse.TASK_REASSIGNMENT_NOT_SUPPORTED);
      default -> answer.accept(TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
    }
  }

  private static boolean isOf(Task task, LunNexus unit) {
    return task.nexusIfAny() == unit;
  }

  private static void complete(IntConsumer answer) {
    answer.accept(TaskManagementResponse.FUNCTION_COMPLETE);
  }

  private void abortTask(TaskManagementRequest request, IntConsumer answer) {
    @Nullable Task task = engine.find(request.referencedTaskTag());
    if (task != null && task.lun() == request.lun()) {
      engine.abort(each -> each == task, null, () -> complete(answer));
      return;
    }
    // RFC 7143 §11.5.5: a number that has come is of a task that is over; one still to come can
    // only be that of a command that was lost, which a single connection cannot lose.
    boolean came = SerialNumber.lessThan(request.refCmdSn(), window.expCmdSn());
    answer.accept(
        came
            ? TaskManagementResponse.TASK_DOES_NOT_EXIST
            : TaskManagementResponse.FUNCTION_COMPLETE);
  }

  private interface OnUnit {
    void perform(LunNexus unit);
  }

  private void onUnit(TaskManagementRequest request, IntConsumer answer, OnUnit function) {
    LunNexus unit = nexus.unit(Lun.number(request.lun()));
    if (unit == null) {
      answer.accept(TaskManagementResponse.LUN_DOES_NOT_EXIST);
    } else {
      function.perform(unit);
    }
  }

  private void clearTaskSet(LogicalUnit unit, IntConsumer answer) {
    unit.abortTasks(
        _ -> true,
        false,
        () -> {
          unit.attention(
              AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR, each -> each != nexus);
          complete(answer);
        });
  }

  private void resetTarget(IntConsumer answer) {
    if (!target.reachesAll(nexus)) {
      // RFC 7143 §11.5.1: subject to access control. It would end what others do on units that
      // this initiator does not even see.
      answer.accept(TaskManagementResponse.FUNCTION_AUTHORIZATION_FAILED);
      return;
    }
    List<LogicalUnit> units = List.copyOf(target.units().values());
    AtomicInteger open = new AtomicInteger(units.size() + 1);
    Runnable oneGone =
        () -> {
          if (open.decrementAndGet() == 0) {
            complete(answer);
          }
        };
    units.forEach(unit -> unit.reset(oneGone));
    oneGone.run();
  }
}
