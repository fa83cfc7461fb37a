package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.DataOut;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.storage.volume.WriteStream;
import io.sealcopy.target.scsi.CommandPipeline;
import io.sealcopy.target.scsi.CommandTable;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NoRoomException;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The SCSI tasks of a connection: takes commands and Data-Out, asks for more by R2T, runs the
 * pipeline, sends what comes of it. Belongs to the event loop; what completes on other threads is
 * queued to it, and handled in one batch a wake-up.
 */
final class TaskEngine {
  private final Wire wire;
  private final PduWriter writer;
  private final CommandPipeline pipeline;
  private final Function<Task, @Nullable Outcome> beginning; // Not made anew for every command.
  private final Function<Task, @Nullable Outcome> ending = this::end;
  private final ResponseSender responses;
  private final NegotiatedParameters parameters;
  private final Session session;
  private final CommandOrder order;
  private final CommandWindow window;
  private final TaskBarriers barriers;
  private final Nexus nexus;
  private final int queueDepth;
  private final R2ts r2ts;
  private final TaskTable tasks;
  private final Deque<Task> idle = new ArrayDeque<>();
  private final AbortedTasks aborts;
  private final Queue<Task> elsewhere = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakeUp = new AtomicBoolean();

  TaskEngine(
      Wire wire,
      PduWriter writer,
      CommandPipeline pipeline,
      ResponseSender responses,
      Session session,
      NegotiatedParameters parameters,
      int queueDepth) {
    this.wire = wire;
    this.writer = writer;
    this.pipeline = pipeline;
    this.beginning = pipeline::begin;
    this.responses = responses;
    this.parameters = parameters;
    this.session = session;
    this.order = session.order();
    this.window = order.window();
    this.barriers = session.barriers();
    this.nexus = session.nexus().orElseThrow();
    this.queueDepth = queueDepth;
    this.r2ts = new R2ts(writer, responses, window, parameters);
    this.tasks = new TaskTable(queueDepth);
    this.aborts = new AbortedTasks(wire, session, responses, tasks, this::recycle, this::over);
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

  /** Not just queued: a loop runs what is queued for up to a second before it reads again. */
  void nextTurn(Runnable next) {
    wire.loop().schedule(0, () -> wire.execute(next));
  }

  @Nullable PooledBuffer claimDataIn(int bytes) {
    return writer.claimDataIn(bytes);
  }

  @Nullable Task find(int tag) {
    return tasks.find(tag);
  }

  /** What is wrong with a command before it is numbered; null if it may be taken. */
  @Nullable Refusal refuse(ScsiCommand command) {
    int tag = command.initiatorTaskTag();
    if (tasks.find(tag) != null || (session.several() && session.find(tag) != null)) {
      return new Refusal(RejectReason.TASK_IN_PROGRESS, "a task tag that is in use");
    }
    if (command.immediate() && tasks.size() >= 2 * queueDepth) {
      return new Refusal(RejectReason.IMMEDIATE_COMMAND_REJECT, "too many immediate commands");
    }
    return DataOutRules.refuse(parameters, command);
  }

  /**
   * Takes a command.
   *
   * @param due whether its number is; otherwise it waits for those before it
   * @return the task to take its immediate data, null when none is wanted
   */
  @Nullable Task begin(ScsiCommand command, boolean due) {
    Task task = idle.isEmpty() ? new Task(this) : idle.remove();
    task.start(command);
    tasks.add(task);
    if (due) {
      task.numbered = !command.immediate();
      turn(task);
    } else {
      hold(task);
      order.hold(
          command.cmdSn(),
          true,
          () -> {
            task.numbered = true;
            turn(task);
          });
    }
    return task.live ? task : null;
  }

  /** Its number has come. */
  private void turn(Task task) {
    boolean plain = task.attribute() <= ScsiCommand.SIMPLE;
    if (!(plain && !barriers.any()) && barriers.standsInLine(task)) {
      if (!task.held) {
        hold(task);
      }
    } else if (task.held) {
      released(task);
    } else {
      start(task);
    }
  }

  private void hold(Task task) {
    int bytes = 0;
    if (task.receiving || task.unsolicitedOpen) {
      bytes = (int) Math.min(parameters.firstBurstLength(), task.expectedLength());
    }
    PooledBuffer buffer = bytes == 0 ? null : wire.claim(bytes, Wire.Use.GATHERED);
    task.hold(buffer);
    if (bytes > 0 && buffer == null) {
      task.decided = full();
    }
  }

  /** A task that was held goes on. */
  void released(Task task) {
    task.held = false;
    Outcome decided = task.decided;
    if (decided == null) {
      start(task);
      task.takeEarly();
    } else {
      task.decided = null;
      decide(task, decided);
    }
    if (task.live && !task.receiving) {
      pduEnded(task, !task.unsolicitedOpen);
    }
  }

  private void start(Task task) {
    Outcome outcome =
        task.attribute() > ScsiCommand.HEAD_OF_QUEUE
            ? SenseMapper.illegalRequest(AdditionalSense.INVALID_MESSAGE_ERROR)
            : called(task, beginning);
    if (outcome == null && task.stream() == null && !task.gathers()) {
      outcome = full();
    }
    if (outcome != null && !(outcome instanceof Outcome.Later)) {
      decide(task, outcome);
    }
  }

  /**
   * Calls into the pipeline. The task counts as running from then on only if its end is still to be
   * told: an exception leaves no task behind that the session's end would wait for.
   */
  private @Nullable Outcome called(Task task, Function<Task, @Nullable Outcome> call) {
    task.running = true;
    Outcome outcome = null;
    try {
      outcome = call.apply(task);
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

  private void decide(Task task, Outcome outcome) {
    if (task.receiving || task.unsolicitedOpen) {
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
    task.receiving = false;
    if (finalPdu) {
      task.unsolicitedOpen = false;
    }
    if (task.held) {
      return;
    }
    if (task.damaged) {
      if (!task.awaitsData()) {
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
      r2ts.solicit(task);
    }
  }

  private void endDamaged(Task task) {
    if (task.aborted) {
      gone(task);
      return;
    }
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
    Outcome outcome = called(task, ending);
    if (outcome != null && !(outcome instanceof Outcome.Later)) {
      finish(task, outcome);
    }
  }

  private @Nullable Outcome end(Task task) { // All of its data is there.
    WriteStream stream = task.stream();
    if (stream == null) {
      task.parametersComplete();
      return pipeline.execute(task);
    }
    task.end(stream);
    return Outcome.LATER;
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
      gone(task);
    } else {
      decide(task, outcome);
    }
  }

  private void finish(Task task, Outcome outcome) {
    tasks.remove(task);
    if (task.numbered) {
      window.ended();
    }
    responses.send(task, outcome);
    over(task);
  }

  /** An aborted task can change nothing any more, and nothing more comes for it. */
  private void gone(Task task) {
    aborts.gone(task);
    over(task);
  }

  private void over(Task task) {
    task.live = false;
    if (barriers.any()) {
      barriers.ended(task);
    }
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

  /** Whether a task fits that is not over, aborted ones included. */
  boolean any(Predicate<Task> which) {
    return tasks.any(which) || aborts.any(which);
  }

  /** As {@link AbortedTasks#abort}. */
  void abort(TaskAbort how, Runnable whenGone) {
    aborts.abort(how, whenGone);
  }
}
