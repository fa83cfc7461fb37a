package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The task management requests of a session. RFC 7143 §11.5, §11.6. Thread-safe. */
final class TaskManagement {
  /** A request the target has not answered. */
  private record Asked(
      long lun, Optional<Task> task, CompletableFuture<TaskManagementOutcome> done) {}

  private final SessionState state;
  private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

  TaskManagement(SessionState state) {
    this.state = state;
  }

  CompletableFuture<TaskManagementOutcome> abort(Task task) {
    if (task.outcome != null) {
      return CompletableFuture.completedFuture(new TaskManagementOutcome.Complete());
    }
    if (state.withdraw(task)) {
      state.complete(task, new Failure(FailureKind.ABORTED, false, "aborted before it was sent"));
      return CompletableFuture.completedFuture(new TaskManagementOutcome.Complete());
    }
    return ask(
        new Outgoing.Management(
            state.otherTag(), TaskManagementRequest.ABORT_TASK, task.lun, task.tag, task.cmdSn),
        Optional.of(task));
  }

  CompletableFuture<TaskManagementOutcome> resetLogicalUnit(long lun) {
    return ask(
        new Outgoing.Management(
            state.otherTag(), TaskManagementRequest.LOGICAL_UNIT_RESET, lun, Pdu.RESERVED_TAG, 0),
        Optional.empty());
  }

  private CompletableFuture<TaskManagementOutcome> ask(
      Outgoing.Management request, Optional<Task> task) {
    CompletableFuture<TaskManagementOutcome> done = new CompletableFuture<>();
    asked.put(request.tag(), new Asked(request.lun(), task, done));
    Optional<Failure> ended = state.request(request);
    if (ended.isPresent()) {
      asked.remove(request.tag());
      done.complete(new TaskManagementOutcome.Failed(ended.get()));
    }
    return done;
  }

  /** Takes the target's answer. */
  void answered(int tag, int response) {
    Asked request = asked.remove(tag);
    if (request == null) {
      return;
    }
    boolean complete = response == TaskManagementResponse.FUNCTION_COMPLETE;
    boolean gone =
        response == TaskManagementResponse.TASK_DOES_NOT_EXIST && request.task().isPresent();
    // RFC 7143 §11.6.1: responses of commands that escaped came before this one.
    if (complete || gone) {
      Failure aborted = new Failure(FailureKind.ABORTED, true, "aborted by task management");
      for (Task task : state.outstanding()) {
        boolean meant =
            request.task().isPresent()
                ? task.equals(request.task().get())
                : task.lun == request.lun();
        if (meant) {
          state.complete(task, aborted);
        }
      }
    }
    request
        .done()
        .complete(
            complete || gone
                ? new TaskManagementOutcome.Complete()
                : new TaskManagementOutcome.Refused(response));
  }

  /** The session has ended. */
  void fail(Failure reason) {
    for (Integer tag : List.copyOf(asked.keySet())) {
      Asked request = asked.remove(tag);
      if (request != null) {
        request.done().complete(new TaskManagementOutcome.Failed(reason));
      }
    }
  }
}
