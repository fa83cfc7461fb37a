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
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Task management functions, RFC 7143 §11.5. An answer means that the tasks are gone, on whichever
 * connection of the session they came. Belongs to the session's loop.
 */
final class TaskManager {
  private final Session session;
  private final Nexus nexus;
  private final ScsiTarget target;
  private final CommandOrder order;

  TaskManager(Session session) {
    this.session = session;
    this.nexus = session.nexus().orElseThrow();
    this.target = session.target().orElseThrow();
    this.order = session.order();
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
              unit ->
                  session.abort(
                      TaskAbort.onUnit(unit.unit()).awaitingData(), () -> complete(answer)));
      case TaskManagementRequest.CLEAR_TASK_SET ->
          onUnit(
              request,
              answer,
              unit ->
                  session.abort(
                      TaskAbort.onUnit(unit.unit()).awaitingData(),
                      () -> clearTaskSet(unit.unit(), answer)));
      case TaskManagementRequest.LOGICAL_UNIT_RESET ->
          onUnit(
              request,
              answer,
              unit ->
                  session.abort(
                      TaskAbort.onUnit(unit.unit()).awaitingData(),
                      () -> unit.unit().reset(() -> complete(answer))));
      case TaskManagementRequest.TARGET_WARM_RESET, TaskManagementRequest.TARGET_COLD_RESET ->
          resetTarget(request, answer);
      case TaskManagementRequest.TASK_REASSIGN ->
          answer.accept(TaskManagementResponse.TASK_REASSIGNMENT_NOT_SUPPORTED);
      default -> answer.accept(TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
    }
  }

  private static void complete(IntConsumer answer) {
    answer.accept(TaskManagementResponse.FUNCTION_COMPLETE);
  }

  private void abortTask(TaskManagementRequest request, IntConsumer answer) {
    @Nullable Task task = session.find(request.referencedTaskTag());
    if (task != null && !task.aborted && task.lun() == request.lun()) {
      session.abort(
          new TaskAbort(each -> each == task, null, false),
          () -> {
            complete(answer);
            order.advance();
          });
      return;
    }
    // RFC 7143 §11.5.5: a command that has not come though its number is before ours and within
    // the window counts as received, and aborted.
    int missing = request.refCmdSn();
    CommandWindow window = order.window();
    boolean stillToCome =
        SerialNumber.inWindow(missing, window.expCmdSn(), window.maxCmdSn())
            && SerialNumber.lessThan(missing, request.cmdSn());
    if (stillToCome) {
      order.plug(missing);
      complete(answer);
      order.advance();
    } else {
      answer.accept(TaskManagementResponse.TASK_DOES_NOT_EXIST);
    }
  }

  /** Acts on a unit once all commands before the request have come. RFC 7143 §4.2.3.3 b. */
  private void onUnit(
      TaskManagementRequest request, IntConsumer answer, Consumer<LunNexus> function) {
    LunNexus unit = nexus.unit(Lun.number(request.lun()));
    if (unit == null) {
      answer.accept(TaskManagementResponse.LUN_DOES_NOT_EXIST);
    } else if (order.gapsClose()) {
      order.whenReached(request.cmdSn(), () -> function.accept(unit));
    } else {
      function.accept(unit);
    }
  }

  private void clearTaskSet(LogicalUnit unit, IntConsumer answer) {
    // SPC-4 §7.5.8, TAS: the tasks of others are answered, or their nexuses are told.
    boolean report = unit.modes().current().taskAbortedStatus();
    Runnable others =
        () ->
            unit.abortTasks(
                each -> each != nexus,
                report,
                () -> {
                  if (!report) {
                    unit.attention(
                        AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR,
                        each -> each != nexus);
                  }
                  complete(answer);
                });
    unit.abortTasks(each -> each == nexus, false, others);
  }

  private void resetTarget(TaskManagementRequest request, IntConsumer answer) {
    if (!target.reachesAll(nexus)) {
      // RFC 7143 §11.5.1: subject to access control. It would end what others do on units that
      // this initiator does not even see.
      answer.accept(TaskManagementResponse.FUNCTION_AUTHORIZATION_FAILED);
      return;
    }
    session.abort(TaskAbort.ALL.awaitingData(), () -> resetUnits(() -> complete(answer)));
    // RFC 7143 §4.2.3.3 b: what has not come yet counts as received.
    order.plugUpTo(request.cmdSn());
  }

  private void resetUnits(Runnable whenGone) {
    List<LogicalUnit> units = List.copyOf(target.units().values());
    Runnable one = Session.countdown(units.size() + 1, whenGone);
    units.forEach(unit -> unit.reset(one));
    one.run();
  }
}
