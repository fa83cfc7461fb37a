package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.R2t;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.LogicalUnit;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NoRoomException;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import io.sealcopy.target.scsi.TaskControl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The SCSI tasks of one connection: takes commands and their Data-Out, asks for more by R2T, runs
 * the pipeline and sends what comes of it. Belongs to the connection's event loop; completions from
 * other threads are queued to it and handled in one batch a wake-up.
 */
final class TaskEngine implements TaskControl {
  private final Wire wire;
  private final PduWriter writer;
  private final CommandPipeline pipeline;
  private final ResponseSender responses;
  private final NegotiatedParameters parameters;
  private final CommandWindow window;
  private final Nexus nexus;
  private final int queueDepth;

  private final TaskTable tasks;
  private final Deque<Task> idle = new ArrayDeque<>();
  private final List<Task> dying = new ArrayList<>();
  private final Queue<Task> elsewhere = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakeUp = new AtomicBoolean();
  private int lastTransferTag;

  TaskEngine(
      Wire wire,
      PduWriter writer,
      CommandPipeline pipeline,
      ResponseSender responses,
      Session session,
      int queueDepth) {
    this.wire = wire;
    this.writer = writer;
    this.pipeline = pipeline;
    this.responses = responses;
    this.parameters = session.login().parameters();
    this.window = session.window();
    this.nexus = session.nexus().orElseThrow();
    this.queueDepth = queueDepth;
    this.tasks = new TaskTable(queueDepth);
  }

  Nexus nexus() {
    return nexus;
  }

  CommandTable table() {
    return pipeline.table();
  }

  int headerLength() {
    return writer.headerLength();
  }

  @Nullable PooledBuffer claim(int bytes, Wire.Use use) {
    return wire.claim(bytes, use);
  }

  void nextTurn(Runnable next) {
    wire.execute(next);
  }

  @Nullable PooledBuffer claimDataIn(int bytes) {
    return writer.claimDataIn(bytes);
  }

  @Nullable Task find(int tag) {
    return tasks.find(tag);
  }

  /** What is wrong with a command before it is numbered; null if it may be taken. */
  @Nullable Refusal refuse(ScsiCommand command) {
    if (tasks.find(command.initiatorTaskTag()) != null) {
      return new Refusal(RejectReason.TASK_IN_PROGRESS, "a task tag that is in use");
    }
    if (command.immediate() && tasks.size() >= 2 * queueDepth) {
      return new Refusal(RejectReason.IMMEDIATE_COMMAND_REJECT, "too many immediate commands");
    }
    return DataOutRules.refuse(parameters, command);
  }

  /** Begins a command; the task to take its immediate data, null when none is wanted. */
  @Nullable Task begin(ScsiCommand command) {
    Task task = idle.isEmpty() ? new Task(this) : idle.remove();
    task.start(command);
    tasks.add(task);
    Outcome outcome = called(task, () -> pipeline.begin(task));
    if (outcome == null && task.stream() == null && !task.gathers()) {
      outcome = full();
    }
    if (outcome != null && !(outcome instanceof Outcome.Later)) {
      decide(task, outcome, command.dataSegmentLength() > 0);
    }
    return task.live ? task : null;
  }

  /**
   * Calls into the pipeline. The task counts as running from then on only if its end is still to be
   * told: an exception leaves no task behind that the session's end would wait for.
   */
  private @Nullable Outcome called(Task task, Supplier<@Nullable Outcome> call) {
    task.running = true;
    Outcome outcome = null;
    try {
      outcome = call.get();
    } catch (NoRoomException _) {
      outcome = full();
    } finally {
      if (!(outcome instanceof Outcome.Later)) {
        task.running = false;
      }
    }
    return outcome;
  }

  /** SAM-5 §5.3.1: who has other commands here waits for their end, who has none asks again. */
  private Outcome full() {
    return tasks.size() > 1 ? Outcome.TASK_SET_FULL : Outcome.BUSY;
  }

  private void decide(Task task, Outcome outcome, boolean dataComes) {
    if (dataComes || task.unsolicitedOpen) {
      task.decided = outcome;
    } else {
      finish(task, outcome);
    }
  }

  /** A PDU of the task's Data-Out, or the command itself, has come whole. */
  void pduEnded(Task task, boolean finalPdu) {
    if (!task.live) {
      return;
    }
    if (finalPdu) {
      task.unsolicitedOpen = false;
    }
    if (task.damaged) {
      if (!task.unsolicitedOpen && task.sequences().isEmpty()) {
        endDamaged(task);
      }
      return;
    }
    Outcome decided = task.decided;
    if (task.unsolicitedOpen || task.running) {
      return;
    }
    if (decided != null) {
      task.decided = null;
      finish(task, decided);
    } else if (task.dataComplete()) {
      run(task);
    } else {
      solicit(task);
    }
  }

  private void endDamaged(Task task) {
    Outcome decided = task.decided;
    WriteStream stream = task.stream();
    if (stream != null) {
      stream.abort();
    }
    finish(
        task,
        decided != null
            ? decided
            : SenseMapper.check(
                SenseKey.ABORTED_COMMAND, AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR));
  }

  private void run(Task task) {
    WriteStream stream = task.stream();
    Outcome outcome =
        called(
            task,
            () -> {
              if (stream != null) {
                stream.finish(task);
                return Outcome.LATER;
              }
              task.parametersComplete();
              return pipeline.execute(task);
            });
    if (outcome != null && !(outcome instanceof Outcome.Later)) {
      finish(task, outcome);
    }
  }

  private void solicit(Task task) {
    while (task.sequences().size() < parameters.maxOutstandingR2t()
        && task.solicited() < task.dataOutLength()) {
      long offset = task.solicited();
      long length = Math.min(parameters.maxBurstLength(), task.dataOutLength() - offset);
      if (++lastTransferTag == Pdu.RESERVED_TAG) {
        lastTransferTag = 0;
      }
      writer.send(
          new R2t(
              task.lun(),
              task.tag(),
              lastTransferTag,
              responses.statSn(),
              window.expCmdSn(),
              window.maxCmdSn(),
              task.r2tSn(),
              offset,
              length,
              0));
      task.asked(new Task.Sequence(lastTransferTag, offset, length));
    }
  }

  /** What is wrong with a Data-Out of a live task; null if it may be taken. */
  @Nullable Refusal refuse(Task task, DataOut data) {
    return DataOutRules.refuse(parameters, task, data);
  }

  /** A Data-Out that was not refused has come whole. */
  void dataOutEnded(Task task, DataOut data) {
    if (!task.live) {
      return;
    }
    task.pduTaken();
    boolean unsolicited = data.targetTransferTag() == Pdu.RESERVED_TAG;
    if (data.finalPdu()) {
      if (unsolicited) {
        task.sequenceEnded();
        pduEnded(task, true);
        return;
      }
      task.sequenceEnded();
      pduEnded(task, false);
    }
  }

  /** Ends a task with its outcome; from any thread. */
  void completed(Task task, Outcome outcome) {
    if (wire.onLoop()) {
      bodyEnded(task, outcome);
      return;
    }
    task.handedOver = outcome;
    elsewhere.add(task);
    if (wakeUp.compareAndSet(false, true)) {
      wire.execute(this::drain);
    }
  }

  private void drain() {
    wakeUp.set(false);
    for (Task task = elsewhere.poll(); task != null; task = elsewhere.poll()) {
      Outcome outcome = task.handedOver;
      if (outcome == null) {
        throw new IllegalStateException("a completion without an outcome");
      }
      bodyEnded(task, outcome);
    }
    // What was held back for memory may go on now.
    wire.resume();
  }

  private void bodyEnded(Task task, Outcome outcome) {
    task.running = false;
    if (task.aborted) {
      dying.remove(task);
      task.release();
      recycle(task);
    } else {
      decide(task, outcome, false);
    }
  }

  private void finish(Task task, Outcome outcome) {
    tasks.remove(task);
    if (!task.immediate()) {
      window.ended();
    }
    responses.send(task, outcome);
    task.release();
    recycle(task);
  }

  private void recycle(Task task) {
    if (idle.size() < queueDepth) {
      idle.add(task);
    }
  }

  /** Tasks that are not answered yet. */
  int size() {
    return tasks.size();
  }

  /**
   * Aborts tasks.
   *
   * @param answer what they are answered with; null: nothing
   * @param whenGone run on the event loop when none of them can change anything any more, nor one
   *     that was aborted before
   */
  void abort(Predicate<Task> which, @Nullable Outcome answer, Runnable whenGone) {
    tasks.forEach(task -> {
      if (which.test(task)) {
        abort(task, answer);
      }
    });
    List<Task> waitFor = dying.stream().filter(which).toList();
    if (waitFor.isEmpty()) {
      whenGone.run();
      return;
    }
    int[] open = {waitFor.size()};
    for (Task task : waitFor) {
      task.whenGone(() -> {
        if (--open[0] == 0) {
          whenGone.run();
        }
      });
    }
  }

  private void abort(Task task, @Nullable Outcome answer) {
    tasks.remove(task);
    if (!task.immediate()) {
      window.ended();
    }
    if (answer != null) {
      responses.send(task, answer);
    }
    task.live = false;
    if (task.running && !task.abandoned()) {
      task.aborted = true;
      dying.add(task);
      return;
    }
    WriteStream stream = task.stream();
    if (stream != null) {
      stream.abort();
    }
    task.release();
    recycle(task);
  }

  @Override
  public void end(
      LogicalUnit unit,
      Predicate<CommandContext> which,
      @Nullable Outcome answer,
      Runnable whenGone) {
    wire.execute(() ->
        abort(
            task -> task.nexusIfAny() != null && task.unit() == unit && which.test(task),
            answer,
            whenGone));
  }
}
