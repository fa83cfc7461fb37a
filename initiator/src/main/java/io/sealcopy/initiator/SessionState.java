package io.sealcopy.initiator;

import io.sealcopy.initiator.ScsiOutcome.Failure;
import io.sealcopy.initiator.ScsiOutcome.FailureKind;
import io.sealcopy.protocol.iscsi.SerialNumber;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TargetPdu;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementRequest;
import io.sealcopy.protocol.iscsi.pdu.TaskManagementResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queues, numbers and threads of a session. One lock guards all; it is never held across I/O or
 * a completion.
 */
final class SessionState {
  /** Items written together at most. */
  private static final int BATCH = 32;

  /** Answers and solicited data queued at most: more is a target that floods us. */
  private static final int MAX_URGENT = 16 * 1024;

  /** A task management request the target has not answered. */
  private record Management(
      int function, long lun, Optional<Task> task, CompletableFuture<TaskManagementOutcome> done) {}

  private final Connection connection;
  private final InitiatorOptions options;
  private final SessionListener listener;
  private final CommandSender sender;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final ArrayDeque<Outgoing> urgent = new ArrayDeque<>();
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  private final Map<Integer, Management> managements = new HashMap<>();
  private final TaskTable table;
  private int cmdSn;
  private int maxCmdSn;
  private int expStatSn;
  private boolean draining;
  private boolean loggedOut;
  private @Nullable Failure ended;
  private @Nullable Thread readerThread;
  private int runningThreads = 2;
  private long pingSentNanos;
  private boolean pingSent;

  SessionState(Connection connection, InitiatorOptions options, SessionListener listener) {
    this.connection = connection;
    this.options = options;
    this.listener = listener;
    this.sender = new CommandSender(connection.writer(), connection.parameters());
    this.table = new TaskTable(options.maxCommands());
    this.cmdSn = connection.cmdSn();
    this.maxCmdSn = connection.maxCmdSn();
    this.expStatSn = connection.expStatSn();
  }

  void start() {
    SessionReader reader = new SessionReader(this, connection, listener);
    lock.lock();
    try {
      readerThread = Threads.start("reader", connection.peer(), () -> runUntilEnd(reader::run));
    } finally {
      lock.unlock();
    }
    Threads.start("writer", connection.peer(), () -> runUntilEnd(this::write));
    Threads.start("pulse", connection.peer(), this::pulse);
  }

  /** The body of a thread that blocks on the link. */
  private interface LinkLoop {
    void run() throws IOException, InterruptedException;
  }

  private void runUntilEnd(LinkLoop body) {
    try {
      body.run();
    } catch (LinkException e) {
      fail(new Failure(e.kind(), true, connection.peer() + ": " + e.getMessage()));
    } catch (IOException e) {
      String message = connection.peer() + ": " + Connection.reason(e);
      fail(new Failure(FailureKind.CONNECTION_LOST, true, message));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      // Also when a completion threw: then the thread dies of it, and the session with it.
      fail(new Failure(FailureKind.SESSION_CLOSED, true, connection.peer() + ": session stopped"));
      threadEnded();
    }
  }

  /**
   * Ends the session, for the first reason given. Commands fail when reader and writer are gone.
   */
  void fail(Failure reason) {
    lock.lock();
    try {
      if (ended != null) {
        return;
      }
      ended = reason;
      work.signalAll();
      changed.signalAll();
      over.signalAll();
    } finally {
      lock.unlock();
    }
    connection.close();
  }

  /** The last thread that could touch a buffer completes what is left. */
  private void threadEnded() {
    List<Task> sent;
    List<Task> unsent;
    List<Management> unanswered;
    Failure reason;
    lock.lock();
    try {
      if (--runningThreads > 0) {
        return;
      }
      reason = Objects.requireNonNull(ended);
      sent = table.all();
      unsent = List.copyOf(waiting);
      unanswered = List.copyOf(managements.values());
      waiting.clear();
      managements.clear();
    } finally {
      lock.unlock();
    }
    for (Task task : sent) {
      ScsiOutcome known = task.outcome;
      task.completion.accept(known != null ? known : reason);
    }
    for (Task task : unsent) {
      task.completion.accept(new Failure(reason.kind(), false, reason.message()));
    }
    for (Management management : unanswered) {
      management.done().complete(new TaskManagementOutcome.Failed(reason));
    }
    listener.closed(reason);
  }

  Optional<Failure> ended() {
    lock.lock();
    try {
      return Optional.ofNullable(ended);
    } finally {
      lock.unlock();
    }
  }

  void submit(Task task) {
    Failure refused;
    lock.lock();
    try {
      while (ended == null
          && !draining
          && waiting.size() >= options.maxCommands()
          && !Thread.currentThread().equals(readerThread)) {
        changed.awaitUninterruptibly();
      }
      if (ended == null && !draining) {
        waiting.add(task);
        work.signal();
        return;
      }
      refused =
          ended != null
              ? new Failure(ended.kind(), false, ended.message())
              : new Failure(FailureKind.SESSION_CLOSED, false, "the session is being closed");
    } finally {
      lock.unlock();
    }
    task.completion.accept(refused);
  }

  private void write() throws IOException, InterruptedException {
    List<Outgoing> batch = new ArrayList<>(BATCH);
    while (true) {
      int immediateSn;
      int statSn;
      lock.lock();
      try {
        while (ended == null && !sendable()) {
          work.await();
        }
        if (ended != null) {
          return;
        }
        immediateSn = cmdSn;
        statSn = expStatSn;
        take(batch);
      } finally {
        lock.unlock();
      }
      for (Outgoing item : batch) {
        // A command the target ended early gets no more data.
        if (!(item instanceof Outgoing.Solicited data) || data.task().outcome == null) {
          sender.append(item, immediateSn, statSn);
        }
      }
      sender.flush();
      written(batch);
      batch.clear();
    }
  }

  private boolean sendable() {
    return !urgent.isEmpty() || (!waiting.isEmpty() && commandFits());
  }

  private boolean commandFits() {
    return !table.full() && SerialNumber.room(cmdSn, maxCmdSn) > 0;
  }

  private void take(List<Outgoing> batch) {
    while (batch.size() < BATCH && !urgent.isEmpty()) {
      batch.add(urgent.remove());
    }
    long deadline = System.nanoTime() + options.commandTimeout().toNanos();
    while (batch.size() < BATCH && !waiting.isEmpty() && commandFits()) {
      Task task = waiting.remove();
      table.add(task);
      task.cmdSn = cmdSn++;
      task.sent = true;
      task.deadlineNanos = deadline;
      task.pendingWrites++;
      batch.add(new Outgoing.Command(task));
      changed.signalAll();
    }
  }

  private void written(List<Outgoing> batch) {
    List<Task> done = new ArrayList<>();
    lock.lock();
    try {
      for (Outgoing item : batch) {
        Task task =
            switch (item) {
              case Outgoing.Command(Task t) -> t;
              case Outgoing.Solicited(Task t, _, _, _) -> t;
              case Outgoing.Ping _, Outgoing.Management _, Outgoing.Logout _ -> null;
            };
        if (task != null) {
          task.pendingWrites--;
          if (task.pendingWrites == 0 && task.outcome != null) {
            done.add(task);
            retire(task);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    for (Task task : done) {
      ScsiOutcome outcome = task.outcome;
      if (outcome != null) {
        task.completion.accept(outcome);
      }
    }
  }

  private void retire(Task task) {
    table.remove(task);
    work.signal();
    changed.signalAll();
  }

  /** Takes the numbers every PDU of a target carries. RFC 7143 §4.2.2. */
  void numbers(TargetPdu pdu, boolean status) {
    lock.lock();
    try {
      boolean consistent = SerialNumber.lessOrEqual(pdu.expCmdSn(), pdu.maxCmdSn() + 1);
      if (consistent && SerialNumber.lessThan(maxCmdSn, pdu.maxCmdSn())) {
        maxCmdSn = pdu.maxCmdSn();
        work.signal();
      }
      if (status && SerialNumber.lessOrEqual(expStatSn, pdu.statSn())) {
        expStatSn = pdu.statSn() + 1;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The command with this tag; null if it is gone, which an abort can cause. */
  @Nullable Task task(int tag) {
    lock.lock();
    try {
      Task task = table.get(tag);
      return task == null || task.outcome != null ? null : task;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a command, at once or when the writer has let go of its buffers. */
  void complete(Task task, ScsiOutcome outcome) {
    lock.lock();
    try {
      if (task.outcome != null) {
        return;
      }
      task.outcome = outcome;
      if (task.pendingWrites > 0) {
        return;
      }
      retire(task);
    } finally {
      lock.unlock();
    }
    task.completion.accept(outcome);
  }

  /** Queues data a target asked for. */
  void solicited(Task task, int targetTransferTag, int offset, int length) throws LinkException {
    lock.lock();
    try {
      // Data counts as pending until the batch it is in is written, hence the factor.
      if (task.pendingWrites > 2 * connection.parameters().maxOutstandingR2t() + 1) {
        throw PduReader.violation("more R2Ts than MaxOutstandingR2T allows");
      }
      task.pendingWrites++;
      queue(new Outgoing.Solicited(task, targetTransferTag, offset, length));
    } finally {
      lock.unlock();
    }
  }

  /** Answers a ping of the target. */
  void answerPing(long lun, int targetTransferTag) throws LinkException {
    lock.lock();
    try {
      queue(new Outgoing.Ping(lun, Pdu.RESERVED_TAG, targetTransferTag));
    } finally {
      lock.unlock();
    }
  }

  private void queue(Outgoing item) throws LinkException {
    if (urgent.size() >= MAX_URGENT) {
      throw PduReader.violation("more requests than can be answered");
    }
    urgent.add(item);
    work.signal();
  }

  CompletableFuture<TaskManagementOutcome> abort(Task task) {
    boolean unsent;
    lock.lock();
    try {
      if (task.outcome != null) {
        return CompletableFuture.completedFuture(new TaskManagementOutcome.Complete());
      }
      unsent = waiting.remove(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (unsent) {
      Failure aborted = new Failure(FailureKind.ABORTED, false, "aborted before it was sent");
      task.outcome = aborted;
      task.completion.accept(aborted);
      return CompletableFuture.completedFuture(new TaskManagementOutcome.Complete());
    }
    return manage(TaskManagementRequest.ABORT_TASK, task.lun, Optional.of(task));
  }

  CompletableFuture<TaskManagementOutcome> manage(int function, long lun, Optional<Task> task) {
    CompletableFuture<TaskManagementOutcome> done = new CompletableFuture<>();
    lock.lock();
    try {
      if (ended != null) {
        return CompletableFuture.completedFuture(new TaskManagementOutcome.Failed(ended));
      }
      int tag = table.otherTag();
      managements.put(tag, new Management(function, lun, task, done));
      urgent.add(
          new Outgoing.Management(
              tag,
              function,
              lun,
              task.map(t -> t.tag).orElse(Pdu.RESERVED_TAG),
              task.map(t -> t.cmdSn).orElse(0)));
      work.signal();
    } finally {
      lock.unlock();
    }
    return done;
  }

  /** Takes the answer to a task management request. */
  void managed(int tag, int response) {
    Management management;
    List<Task> aborted = new ArrayList<>();
    lock.lock();
    try {
      management = managements.remove(tag);
      if (management == null) {
        return;
      }
      boolean complete = response == TaskManagementResponse.FUNCTION_COMPLETE;
      boolean gone = response == TaskManagementResponse.TASK_DOES_NOT_EXIST;
      if (management.task().isPresent() && (complete || gone)) {
        aborted.add(management.task().get());
      } else if (management.task().isEmpty() && complete) {
        for (Task task : table.all()) {
          if (task.lun == management.lun()) {
            aborted.add(task);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    // RFC 7143 §11.6.1: responses of tasks that escaped came before this one.
    for (Task task : aborted) {
      complete(task, new Failure(FailureKind.ABORTED, true, "aborted by task management"));
    }
    boolean asked =
        response == TaskManagementResponse.FUNCTION_COMPLETE
            || (response == TaskManagementResponse.TASK_DOES_NOT_EXIST
                && management.task().isPresent());
    management
        .done()
        .complete(
            asked
                ? new TaskManagementOutcome.Complete()
                : new TaskManagementOutcome.Refused(response));
  }

  /** The target asked for a logout within a number of seconds, or answered ours. */
  void logoutRequested(int seconds) {
    lock.lock();
    try {
      draining = true;
    } finally {
      lock.unlock();
    }
    Threads.start(
        "logout",
        connection.peer(),
        () -> {
          logout(Duration.ofSeconds(Math.max(1, seconds)));
          fail(new Failure(FailureKind.SESSION_CLOSED, true, "the target asked for a logout"));
        });
  }

  void loggedOut() {
    lock.lock();
    try {
      loggedOut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new commands, waits for the others, logs out; all within the limit. */
  void logout(Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      draining = true;
      while (ended == null && busy() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (ended != null || busy()) {
        return;
      }
      urgent.add(new Outgoing.Logout(table.otherTag()));
      work.signal();
      while (ended == null && !loggedOut && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean busy() {
    return table.size() > 0 || !waiting.isEmpty();
  }

  /** Watches for silence and for commands that take too long. */
  private void pulse() {
    long beat =
        Math.max(
            1,
            Math.min(options.pingInterval().toMillis(), options.commandTimeout().toMillis()) / 4);
    lock.lock();
    try {
      while (ended == null) {
        if (!over.await(beat, TimeUnit.MILLISECONDS)) {
          Failure late = check(System.nanoTime());
          if (late != null) {
            lock.unlock();
            try {
              fail(late);
            } finally {
              lock.lock();
            }
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Failure check(long now) {
    for (Task task : table.all()) {
      if (task.outcome == null && now - task.deadlineNanos > 0) {
        String message =
            "%s did not complete command %s within %s"
                .formatted(connection.peer(), task.request.cdb(), options.commandTimeout());
        return new Failure(FailureKind.COMMAND_TIMEOUT, true, message);
      }
    }
    long lastRead = connection.reader().lastReadNanos();
    if (pingSent && lastRead - pingSentNanos > 0) {
      pingSent = false;
    }
    if (pingSent && now - pingSentNanos > options.pingTimeout().toNanos()) {
      String message = connection.peer() + " gave no sign of life within " + options.pingTimeout();
      return new Failure(FailureKind.PING_TIMEOUT, true, message);
    }
    if (!pingSent && now - lastRead > options.pingInterval().toNanos()) {
      pingSent = true;
      pingSentNanos = now;
      urgent.add(new Outgoing.Ping(0, table.otherTag(), Pdu.RESERVED_TAG));
      work.signal();
    }
    return null;
  }
}
